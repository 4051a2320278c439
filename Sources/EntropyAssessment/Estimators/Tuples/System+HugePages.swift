// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Memory that is written in many places at a time, so that most of its pages are touched at once.
enum HugePages {
  /// Room for values, in pages of 2 MiB where the system has them: with pages of 4 KiB, the first touch of each costs a
  /// fifth of the whole count of 8,000,000 windows.
  ///
  /// The caller deallocates it.
  static func allocate<Value: FixedWidthInteger>(
    _ count: Int, of type: Value.Type
  ) -> UnsafeMutableBufferPointer<Value> {
    let (size, pageSize) = (count * MemoryLayout<Value>.stride, 1 << 21)
    guard size >= pageSize else { return UnsafeMutableBufferPointer.allocate(capacity: count) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: pageSize)
    // A request that may be declined.
    _ = unsafe madvise(memory, size, MADV_HUGEPAGE)
    return unsafe UnsafeMutableBufferPointer(
      start: memory.bindMemory(to: type, capacity: count), count: count)
  }
}
