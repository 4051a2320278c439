// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A process and its forked child, both held while a third, which is this one, looks at them.
enum HeldFamily {
  /// - Parameters:
  ///   - prepare: what the parent does before it forks.
  ///   - look: is given the process identifiers of parent and child.
  static func hold(
    _ prepare: () throws -> Void, look: (_ parent: Int32, _ child: Int32) throws -> Void
  ) throws {
    var report: [Int32] = [-1, -1]
    var gate: [Int32] = [-1, -1]
    try require(unsafe pipe(&report) == 0 && pipe(&gate) == 0, "pipe failed with errno \(errno)")
    let parent = try Children.start {
      close(gate[1])
      try prepare()
      let child = try Children.start {
        var child = Children.process
        _ = unsafe write(report[1], &child, MemoryLayout<Int32>.size)
        // Until the looker closes its end, or has gone.
        var byte: UInt8 = 0
        _ = unsafe read(gate[0], &byte, 1)
      }
      let status = try Children.wait(for: child)
      try require(status == 0, "the child ended with wait status \(status)")
    }
    for end in [report[1], gate[0]] { close(end) }
    var child: Int32 = 0
    let count = unsafe read(report[0], &child, MemoryLayout<Int32>.size)
    var finding: (any Error)?
    if count == MemoryLayout<Int32>.size {
      do { try look(parent, child) } catch { finding = error }
    }
    for end in [report[0], gate[1]] { close(end) }
    let status = try Children.wait(for: parent)
    if let finding { throw finding }
    try require(status == 0, "the parent ended with wait status \(status)")
  }
}
