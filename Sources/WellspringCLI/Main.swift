// SPDX-License-Identifier: Apache-2.0
#if !CommandLine
  /// What is left of the command without its trait: it says so, and does not look like success to a script.
  @main enum Main {
    static func main() {
      System.protectProcess()
      let console = Console(isJSON: Swift.CommandLine.arguments.contains("--json"), isQuiet: false)
      System.exit(
        console.report(
          Failure(
            .internalError, code: "trait-off", value: "CommandLine",
            limit: "a build with the trait CommandLine",
            problem: "this build has the package trait CommandLine switched off",
            fix: "build it with the trait switched on")))
    }
  }
#else
  internal import ArgumentParser

  /// The command `wellspring`.
  @main enum Main {
    static func main() {
      System.protectProcess()
      guard System.argumentsAreText else {
        System.exit(
          Console(isJSON: false, isQuiet: false).report(
            .usage(
              "the command line", limit: "UTF-8", problem: "a word of the command line is no UTF-8 text",
              fix: "rename the file, or correct the word")))
      }
      // Under the names of NIST's tools the command is these.
      if let program = CommandLine.arguments.first, let tool = NISTTool(program: program) {
        System.exit(tool.run(Array(CommandLine.arguments.dropFirst())))
      }
      System.exit(run(Array(CommandLine.arguments.dropFirst())))
    }

    /// Parses, performs, and says in one sentence what went wrong. Nothing is thrown beyond this: an error out of `main`
    /// would end in the runtime's crash report, which prints memory.
    private static func run(_ arguments: [String]) -> ExitStatus {
      // Before the command line is known to be right, its own word for the form of the answer counts.
      var console = Console(
        isJSON: arguments.contains("--json") || arguments.contains("--jsonl"), isQuiet: false)
      do throws(Failure) {
        try Usage.checkNegativeNumber(arguments)
        let verb: any Verb
        switch try Usage.parse(arguments) {
        case .verb(let parsed): verb = parsed
        case .text(let text):
          console = Console(isJSON: false, isQuiet: false)
          try console.result(text)
          return .yes
        }
        console = Console(isJSON: verb.isJSON, isQuiet: verb.common.quiet)
        return try verb.perform(console)
      } catch {
        return console.report(error)
      }
    }
  }
#endif
