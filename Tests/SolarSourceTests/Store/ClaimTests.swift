// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Processes that claim, are killed while they do, and race.
@Suite struct ClaimTests {
  /// What the probe says, and its status.
  static func probe(_ scenario: String, rounds: Int) throws -> (status: Int32, said: String) {
    let folder = try StoreBench().folder
    let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent(
      "ClaimProbe")
    process.arguments = [scenario, folder, String(rounds)]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try output.fileHandleForWriting.close()
    let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said)
  }

  @Test func `killed at each of its steps a thousand times, no claim is used twice`() throws {
    let (status, said) = try Self.probe("kills", rounds: 1000)
    #expect(status == 0 && said.contains("1000 killed") && said.contains("none twice"), "\(said)")
  }

  @Test func `of two that claim at once one wins, a thousand times`() throws {
    let (status, said) = try Self.probe("race", rounds: 1000)
    #expect(status == 0 && said == "1000 rounds of two: one won each\n", "\(said)")
  }
}
