// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

/// A file with the layout of the VMClock device, which a test writes to.
final class FakeCloneDevice: Sendable {
  let path: String
  private let descriptor: Int32

  /// - Parameter change: makes something else of the device's page.
  init(counter: UInt64 = 7, _ change: (inout [UInt8]) -> Void = { _ in }) throws {
    // mkstemp(3) makes it anew for this user alone, in the folder that every Linux has.
    var template = Array("/tmp/wellspring-vmclock-XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try #require(descriptor >= 0)
    var bytes = [UInt8](repeating: 0, count: 4096)
    bytes.replaceSubrange(0..<4, with: Array("VCLK".utf8))
    bytes[4] = 112
    bytes[25] = 1  // flags: bit 8
    bytes.replaceSubrange(104..<112, with: (0..<8).map { UInt8(truncatingIfNeeded: counter >> (8 * $0)) })
    change(&bytes)
    let written = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    try #require(written == bytes.count)
  }

  deinit {
    close(descriptor)
    unsafe unlink(path)
  }

  /// What the hypervisor does when it starts the machine from a snapshot.
  func clone(counter: UInt64) {
    var counter = counter.littleEndian
    _ = unsafe pwrite(descriptor, &counter, 8, 104)
  }
}
