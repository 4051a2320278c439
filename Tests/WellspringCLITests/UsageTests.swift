// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(2))) struct UsageTests {
  private let wellspring: Command

  init() throws { wellspring = try Command() }

  private static let verbs = [
    [], ["random"], ["status"], ["sources"], ["wait"], ["source"], ["source", "test"], ["source", "reset"],
    ["source", "enable"], ["source", "disable"], ["reseed"], ["reset"], ["config"], ["config", "check"],
    ["config", "show"], ["selftest"], ["acvp"], ["assess"], ["inspect"], ["benchmark"],
  ]

  @Test(arguments: verbs)
  func `help has two examples`(verb: [String]) throws {
    for run in [try wellspring.run(verb + ["--help"]), try wellspring.run(["help"] + verb)] {
      #expect(run.status == 0)
      #expect(run.errors == "")
      let examples = run.text.split(separator: "\n").filter {
        $0.hasPrefix("  wellspring ") || $0.hasPrefix("  curl ")
      }
      #expect(examples.count == 2, "\(run.text)")
    }
  }

  @Test(arguments: verbs.filter { $0 != [] && $0 != ["source"] && $0 != ["config"] })
  func `every verb takes the common options`(verb: [String]) throws {
    let help = try wellspring.run(verb + ["--help"]).text
    for option in ["--config <file>", "--state-directory", "--json", "--quiet"] {
      #expect(help.contains(option), "\(option)")
    }
  }

  @Test(
    arguments: [
      [], ["nothing"], ["random", "--nothing"], ["random", "1", "2"], ["random", "--hex", "--raw"],
      ["source"],
      ["source", "test"], ["source", "remove", "getrandom"], ["source", "test", "nobody"],
      ["source", "disable", "nobody"], ["config"], ["config", "check"], ["reset"], ["wait"],
      ["wait", "--seeded", "--timeout", "0"], ["wait", "--seeded", "--timeout", "-1"],
      ["wait", "--seeded", "--timeout", "nan"], ["wait", "--seeded", "--timeout", "601"],
      ["wait", "--seeded", "--timeout", "soon"], ["selftest", "--induce", "fire"], ["acvp"],
      ["assess"], ["inspect"], ["inspect", "a", "b"],
      ["random", "--profile", "drg4"], ["random", "--state-directory", "here"],
      ["status", "--watch", "--json", "--quiet"],
    ])
  func `a wrong command line is 64`(arguments: [String]) throws {
    let run = try wellspring.run(arguments)
    #expect(run.status == 64, "\(run.errors)")
    #expect(run.sentence.hasPrefix("wellspring: ") && !run.sentence.contains("\n"), "\(run.errors)")
    #expect(run.sentence.contains("; "), "no fix: \(run.errors)")
    if !arguments.contains("--json") { #expect(run.text == "") }
  }

  @Test func `what comes from outside is not obeyed by a terminal`() throws {
    let run = try wellspring("random", "\u{1b}[31mred\u{7}")
    #expect(run.status == 64)
    #expect(!run.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }
}
