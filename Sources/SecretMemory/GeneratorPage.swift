// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Memory for the pool of one thread's generator: as ``GeneratorState``, but reached by its address.
///
/// Locked, left out of core dumps, zeroed by the kernel in a forked child, wiped when it goes. Whoever reads it has to
/// find out from its content whether it is still alive: zeros mean no.
///
/// - Length: 1 byte to 8 KiB, zero at first; 64-byte aligned.
/// - Threading: belongs to one thread.
/// - Cost: as ``SecretBytes``.
package struct GeneratorPage: ~Copyable {
  /// The length in bytes.
  package let byteCount: Int
  private let slot: Slab.Slot

  /// Makes a page of `byteCount` zero bytes.
  package init(byteCount: Int) throws(SecretMemoryError) {
    guard (1...Slab.largestSlot).contains(byteCount) else {
      throw .byteCountOutOfRange(byteCount: byteCount, limit: Slab.largestSlot)
    }
    slot = try Slab.allocate(byteCount: byteCount, kind: .wipedOnFork)
    self.byteCount = byteCount
  }

  deinit { Slab.release(slot, byteCount: byteCount, kind: .wipedOnFork) }

  /// The first byte.
  package var start: UnsafeMutableRawPointer { unsafe slot.start }

  /// The place at an offset.
  func slot(at offset: Int) -> Slab.Slot { slot.advanced(by: offset) }
}
