// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Runs of the built command, each in a folder of its own with a configuration that knows getrandom alone.
struct Command {
  /// How a run came out.
  struct Run {
    let status: Int32
    let output: Data
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    /// Standard error without its line end.
    var sentence: String { errors.hasSuffix("\n") ? String(errors.dropLast()) : errors }
  }

  /// Where standard output goes.
  enum Target {
    case pipe
    case file(String)
    /// A pipe that nobody reads.
    case closedPipe
  }

  let folder: URL
  private var environment = ["SWIFT_BACKTRACE": "enable=no", "PATH": "/usr/bin:/bin"]

  /// Makes the folder; it stays until the operating system cleans up, as evidence of a failed test.
  init(_ variables: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("wellspring-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let configuration = try write(
      "wellspring.json",
      #"{"state_directory":"\#(folder.path)/state","sources":{"getrandom":{"kind":"operating-system"}}}"#)
    environment["WELLSPRING_CONFIG"] = configuration
    environment.merge(variables) { $1 }
  }

  /// Whether there is a command: not without its package trait.
  static var isBuilt: Bool {
    #if CommandLine
      true
    #else
      false
    #endif
  }

  /// The command lies beside the test runner.
  static var executable: URL {
    get throws {
      let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent("wellspring")
    }
  }

  /// Writes a file of the folder and returns its path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

  @discardableResult
  func write(_ name: String, _ bytes: Data) throws -> String {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
    return file.path
  }

  func callAsFunction(
    _ arguments: String..., input: String? = nil, to target: Target = .pipe
  ) throws -> Run { try run(arguments, input: input, to: target) }

  /// Runs the command after a line of the shell: "umask 077".
  func shell(_ line: String, _ arguments: String..., to target: Target = .pipe) throws -> Run {
    try run(
      ["-c", line + "; exec \"$0\" \"$@\"", Self.executable.path] + arguments, to: target,
      executable: URL(fileURLWithPath: "/bin/sh"))
  }

  func run(
    _ arguments: [String], input: String? = nil, to target: Target = .pipe, executable: URL? = nil
  ) throws -> Run {
    let process = Process()
    process.executableURL = try executable ?? Self.executable
    process.arguments = arguments
    process.environment = environment
    let output = Pipe()
    let errors = Pipe()
    switch target {
    case .pipe: process.standardOutput = output
    case .file(let path): process.standardOutput = FileHandle(forWritingAtPath: path)
    case .closedPipe:
      process.standardOutput = output
      try output.fileHandleForReading.close()
    }
    process.standardError = errors
    if let input {
      let pipe = Pipe()
      try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try pipe.fileHandleForWriting.close()
      process.standardInput = pipe
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    try? output.fileHandleForWriting.close()
    try? errors.fileHandleForWriting.close()
    var data = Data()
    if case .pipe = target { data = try output.fileHandleForReading.readToEnd() ?? Data() }
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Run(status: process.terminationStatus, output: data, errors: String(decoding: said, as: UTF8.self))
  }
}
