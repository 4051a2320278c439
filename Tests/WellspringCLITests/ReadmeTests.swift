// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The README's commands on the sample files: each prints what is said behind it.
@Suite(.enabled(if: Command.isBuilt), .timeLimit(.minutes(5))) struct ReadmeTests {
  static func commands() throws -> [String] {
    try PackageFiles.text("README.md").split(separator: "\n").map(String.init).filter {
      $0.contains("samples/noise/") && $0.contains("# ") && $0.contains("wellspring ") && !$0.contains("](")
    }
  }

  @Test(arguments: try commands()) func `a command of the README prints what is said`(line: String) throws {
    let parts = line.components(separatedBy: "# ")
    #expect(parts.count == 2)
    let wellspring = try Command()
    let run = try wellspring.run(
      [
        "-c", "cd \"$1\" && wellspring() { \"$0\" \"$@\"; }; \(parts[0])",
        try Command.executable.path, PackageFiles.root,
      ], executable: URL(fileURLWithPath: "/bin/sh"))
    #expect((run.text + run.errors).contains(parts[1]), "\(run.text.suffix(500)) \(run.errors)")
    // The files do not meet one of the claims.
    #expect(run.status == (parts[1].contains("false") ? 1 : 0), "\(run.errors)")
  }

  @Test func `there are such commands`() throws { #expect(try Self.commands().count >= 10) }
}
