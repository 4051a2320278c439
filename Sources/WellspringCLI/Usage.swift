// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser

  /// The command line as our own sentences see it.
  enum Usage {
    /// What a command line asks for.
    enum Parsed {
      /// To do something.
      case verb(any Verb)
      /// A text: help, the version, a completion script.
      case text(String)
    }

    static func parse(_ arguments: [String]) throws(Failure) -> Parsed {
      do {
        var command = try Wellspring.parseAsRoot(arguments)
        if let verb = command as? any Verb { return .verb(verb) }
        if groups.contains(where: { $0 == type(of: command) }) { throw missingVerb(type(of: command)) }
        // The parser's own: it throws the help that it was asked for.
        try command.run()
        return .text("")
      } catch let failure as Failure {
        throw failure
      } catch {
        if Wellspring.exitCode(for: error) == .success {
          return .text(Wellspring.fullMessage(for: error) + "\n")
        }
        throw failure(Wellspring.message(for: error), arguments)
      }
    }

    /// "-5" looks like an option; whoever writes it means a number of bytes.
    static func checkNegativeNumber(_ arguments: [String]) throws(Failure) {
      guard arguments.first == Random.configuration.commandName else { return }
      for argument in arguments.dropFirst() {
        if argument == "--" { return }
        if argument.hasPrefix("-"), let second = argument.dropFirst().first, second.isASCII, second.isNumber {
          throw ByteCount.failure(argument)
        }
      }
    }

    /// The commands that only hold others.
    private static let groups: [any ParsableCommand.Type] = [
      Wellspring.self, Source.self, Solar.self, Config.self,
    ]

    private static func missingVerb(_ command: any ParsableCommand.Type) -> Failure {
      let verbs = names(command).joined(separator: ", ")
      let name =
        command == Wellspring.self ? "wellspring" : "wellspring \(command.configuration.commandName ?? "")"
      return .usage(
        "", limit: verbs, problem: "\(name) needs a verb, one of \(verbs)", fix: "see \(name) --help")
    }

    private static func names(_ command: any ParsableCommand.Type) -> [String] {
      command.configuration.subcommands.compactMap { $0.configuration.commandName }
    }

    /// The parser's words as one sentence.
    private static func failure(_ message: String, _ arguments: [String]) -> Failure {
      var words = message.split(whereSeparator: \.isNewline).map { String($0) }.joined(separator: " ")
      words = words.replacing(". Did you mean", with: ": did you mean").replacing("'?", with: "'")
      while words.last == "." { words.removeLast() }
      words = Console.oneLine(words)
      let isVerb = names(Wellspring.self).contains(arguments.first ?? "")
      return Failure(
        .usage, code: "usage", value: Console.oneLine(arguments.joined(separator: " ")),
        limit: "a command line as wellspring --help describes", problem: words,
        fix: "see wellspring \(isVerb ? "\(arguments[0]) " : "")--help")
    }
  }
#endif
