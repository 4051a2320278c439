// SPDX-License-Identifier: Apache-2.0
internal import Foundation

/// A server on the loopback interface that answers by a scenario, until this goes.
package final class ReplayedServer {
  /// Where it listens.
  package let port: Int
  private let folder: String
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// The authority whose certificates clients are to trust, a PEM file; made once for all servers of a run.
  package static var authorityFile: String { get throws { try certificates.get() + "/ca.pem" } }

  /// What is in it.
  package static var authority: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: try authorityFile))) }
  }

  /// Made by a server that is not needed for more.
  private static let certificates = Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wellspring-ca-\(UUID())").path
    _ = try ReplayedServer([:], identity: "good", certificates: folder)
    return folder
  }

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - answers: behaviour and arguments by path; any other path is 404.
  ///   - identity: what it proves itself with.
  package convenience init(_ answers: [String: [String]], identity: String = "good") throws {
    try self.init(answers, identity: identity, certificates: try Self.certificates.get())
  }

  private init(_ answers: [String: [String]], identity: String, certificates: String) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("wellspring-replay-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    process.executableURL = URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent(
      "ReplayServer")
    process.arguments = [folder + "/scenario", certificates, identity]
    process.standardInput = input
    process.standardOutput = output
    try Self.write(answers, to: folder)
    try process.run()
    try output.fileHandleForWriting.close()
    var line = ""
    while !line.hasSuffix("\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty
    {
      line += String(decoding: byte, as: UTF8.self)
    }
    guard let port = Int(line.dropLast()) else { throw CocoaError(.executableLoad) }
    self.port = port
  }

  deinit {
    // It ends with its input. Signals that this thread blocks are blocked there too.
    try? input.fileHandleForWriting.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Answers otherwise from now on.
  package func answer(_ answers: [String: [String]]) throws { try Self.write(answers, to: folder) }

  /// Where its paths begin.
  package var url: String { "https://127.0.0.1:\(port)" }

  /// Ends the server and gives the requests that it has seen, each as its lines.
  package func requests() throws -> [[String]] {
    try input.fileHandleForWriting.close()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    return text.split(separator: "\n").filter { $0.hasPrefix("REQUEST\t") }.map {
      $0.split(separator: "\t").dropFirst().map { String($0) }
    }
  }

  private static func write(_ answers: [String: [String]], to folder: String) throws {
    let lines = answers.map { ([$0.key] + $0.value).joined(separator: "\t") + "\n" }
    try lines.joined().write(toFile: folder + "/scenario", atomically: true, encoding: .utf8)
  }
}
