// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// Forks of this program, which has one thread.
enum Processes {
  /// Counts calls from the moment on at which it is begun.
  final class Count: Sendable {
    private let calls = Atomic(-1)

    func begin() { calls.store(0, ordering: .relaxed) }

    /// Counts one, and returns how many there were before; less than 0 before the beginning.
    func next() -> Int32 {
      let before = calls.load(ordering: .relaxed)
      guard before >= 0 else { return -1 }
      calls.store(before + 1, ordering: .relaxed)
      return Int32(before)
    }

    var value: Int { calls.load(ordering: .relaxed) }
  }

  /// Ends this process as a loss of power would.
  static func kill() { _ = Glibc.kill(getpid(), SIGKILL) }

  static func end(_ status: Int32) { exit(status) }

  static func say(_ words: String) {
    let line = Array((words + "\n").utf8)
    _ = unsafe write(STDOUT_FILENO, line, line.count)
  }

  /// The wait status of a child that runs `body`; 0 when it returned.
  static func status(_ body: (Count) throws -> Void) throws -> Int32 { try wait(for: start(body)) }

  /// How many calls `body` counts, in this process.
  static func count(_ body: (Count) throws -> Void) throws -> Int {
    let count = Count()
    // What is counted must not be taken for an error.
    try body(count)
    return count.value
  }

  /// Runs `body` in so many children at once; throws when one of them fails.
  static func atOnce(_ number: Int, _ body: () throws -> Void) throws {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw ClaimRig.Failure.child(status: -1) }
    let (readEnd, writeEnd) = (ends[0], ends[1])
    let children = try (0..<number).map { _ in
      try start { _ in
        close(writeEnd)
        // They go when the other end is closed.
        var byte: UInt8 = 0
        _ = unsafe read(readEnd, &byte, 1)
        try body()
      }
    }
    close(readEnd)
    close(writeEnd)
    for child in children {
      let status = try wait(for: child)
      guard status == 0 else { throw ClaimRig.Failure.child(status: status) }
    }
  }

  /// Appends a line; the kernel keeps lines of several writers apart.
  static func append(_ line: String, to path: String) {
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
    let bytes = Array(line.utf8)
    _ = unsafe write(descriptor, bytes, bytes.count)
    close(descriptor)
  }

  /// The lines of a file.
  static func lines(of path: String) -> [String] {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(descriptor, &piece, piece.count)
      guard count > 0 else { break }
      text += piece[..<count]
    }
    return text.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func start(_ body: (Count) throws -> Void) throws -> pid_t {
    let child = fork()
    guard child >= 0 else { throw ClaimRig.Failure.child(status: -1) }
    if child == 0 {
      alarm(60)
      do { try body(Count()) } catch {
        say("\(error)")
        _exit(1)
      }
      _exit(0)
    }
    return child
  }

  private static func wait(for child: pid_t) throws -> Int32 {
    var status: Int32 = 0
    guard unsafe waitpid(child, &status, 0) == child else { throw ClaimRig.Failure.child(status: -1) }
    return status
  }
}
