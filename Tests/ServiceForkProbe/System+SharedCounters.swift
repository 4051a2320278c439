// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// Counters that a process shares with its children, so that they outlive a child. Each is written by one thread.
final class SharedCounters: Sendable {
  /// Of a cache line each, so that readers on several processors do not wait for each other.
  private static let stride = 64

  private let address: UInt
  private let length: Int

  /// Makes counters that are zero.
  init(count: Int) throws(Finding) {
    length = count * Self.stride
    let mapping = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
      throw Finding(description: "mmap failed with errno \(errno)")
    }
    address = UInt(bitPattern: mapping)
  }

  deinit { unsafe munmap(UnsafeMutableRawPointer(bitPattern: address), length) }

  /// Read with acquiring, written with releasing order.
  subscript(index: Int) -> Int {
    get { unsafe place(index).pointee.load(ordering: .acquiring) }
    set { unsafe place(index).pointee.store(newValue, ordering: .releasing) }
  }

  private func place(_ index: Int) -> UnsafeMutablePointer<Atomic<Int>> {
    precondition(index >= 0 && index * Self.stride < length, "there is such a counter")
    let offset = UInt(index * Self.stride)
    // Zeroed memory is an atomic of value zero.
    return unsafe UnsafeMutablePointer(bitPattern: address + offset).unsafelyUnwrapped
  }
}
