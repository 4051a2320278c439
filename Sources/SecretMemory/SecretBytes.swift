// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Glibc

/// A key or another secret of fixed length: locked in memory, left out of core dumps, wiped when it goes.
///
/// Move-only, so there is one copy of the bytes and one place that wipes it. It survives a fork: a worker process
/// finds its key intact, in memory that the child has locked again. It has no description and no conversion to
/// `[UInt8]`; the bytes are lent to a closure.
///
/// - Length: 1 byte to 16 MiB. Up to 8 KiB a secret is a slot of a shared slab, beyond that a mapping of its own.
/// - Threading: may be sent to another thread, not shared.
/// - Cost: two uncontended locks and one wipe; no system call once the slab is mapped.
public struct SecretBytes: ~Copyable, Sendable {
  /// The length in bytes.
  public let count: Int
  @usableFromInline let slot: Slab.Slot

  /// Makes a secret of `count` zero bytes.
  public init(count: Int) throws(SecretMemoryError) {
    guard (1...Slab.largestSecret).contains(count) else {
      throw .byteCountOutOfRange(byteCount: count, limit: Slab.largestSecret)
    }
    let slot = try Slab.allocate(byteCount: count, kind: .survivesFork)
    self.count = count
    self.slot = slot
  }

  deinit { Slab.release(slot, byteCount: count, kind: .survivesFork) }

  /// Lends the bytes for reading; they must not be copied out of the closure.
  @inlinable
  public borrowing func withBytes<R: ~Copyable, E: Error>(
    _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    let bytes = unsafe Span<UInt8>(_unsafeStart: slot.start.assumingMemoryBound(to: UInt8.self), count: count)
    return try body(bytes)
  }

  /// Lends the bytes for writing.
  @inlinable
  public mutating func withMutableBytes<R: ~Copyable, E: Error>(
    _ body: (inout MutableSpan<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    var bytes = unsafe MutableSpan<UInt8>(
      _unsafeStart: slot.start.assumingMemoryBound(to: UInt8.self), count: count)
    return try body(&bytes)
  }

  /// Whether two secrets hold the same bytes, in time that depends on their lengths only.
  public static func == (a: borrowing SecretBytes, b: borrowing SecretBytes) -> Bool {
    guard a.count == b.count else { return false }
    return unsafe CRYPTO_memcmp(a.slot.start, b.slot.start, a.count) == 0
  }
}
