// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport

/// A copy of this process that nothing in it can notice.
enum MachineCopy {
  /// Runs `body` in the copy and returns what it returned there.
  ///
  /// For a process with one thread: no fork handler runs in the copy, those of malloc(3) neither.
  static func answer(_ body: () throws -> [UInt8]) throws -> [UInt8] {
    let kept = (MemoryMapping.all() ?? []).filter { mapping in
      // Refused for the states of the vDSO's getrandom alone, which the kernel may drop at any time (VM_DROPPABLE).
      mapping.flags.contains("wf") && advise(MADV_KEEPONFORK, mapping)
    }
    try require(!kept.isEmpty, "there is no page that a fork would wipe")
    defer { for mapping in kept { _ = advise(MADV_WIPEONFORK, mapping) } }
    // fork(2) without handlers; the Glibc module, made without _GNU_SOURCE, does not have its name.
    guard let address = unsafe dlsym(nil, "_Fork") else {
      throw Finding(description: "this libc has no _Fork")
    }
    let bareFork = unsafe unsafeBitCast(address, to: (@convention(c) () -> Int32).self)
    return try Children.answer(forkedBy: bareFork, body)
  }

  private static func advise(_ advice: Int32, _ mapping: MemoryMapping) -> Bool {
    unsafe madvise(
      UnsafeMutableRawPointer(bitPattern: mapping.addresses.lowerBound), mapping.addresses.count, advice) == 0
  }
}

/// A file with the layout of the VMClock device (Linux, include/uapi/linux/vmclock-abi.h).
final class CloneDevice: Sendable {
  let path: String
  private let descriptor: Int32

  init() throws {
    // mkstemp(3) makes it anew for this user alone, in the folder that every Linux has.
    var template = Array("/tmp/wellspring-vmclock-XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var page = [UInt8](repeating: 0, count: 4096)
    page.replaceSubrange(0..<4, with: Array("VCLK".utf8))
    page[4] = 112  // the structure's size
    page[25] = 1  // flags: it has a generation counter
    let count = unsafe page.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    try require(count == page.count, "\(path) could not be written: errno \(errno)")
    self.count(7)
  }

  deinit {
    close(descriptor)
    unsafe unlink(path)
  }

  /// What the hypervisor does when it starts the machine from a snapshot.
  func count(_ value: UInt64) {
    var value = value.littleEndian
    _ = unsafe pwrite(descriptor, &value, MemoryLayout<UInt64>.size, 104)
  }
}
