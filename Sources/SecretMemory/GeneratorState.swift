// SPDX-License-Identifier: Apache-2.0
public import CPlatform
internal import Glibc

/// Memory for what makes random bytes: generator state, pools, seeds and the samples behind them.
///
/// Like ``SecretBytes`` it is move-only, locked, left out of core dumps and wiped at the end. Unlike it, it dies in a
/// forked child: the kernel zeroes it there (`MADV_WIPEONFORK`), its header no longer holds the magic number, and
/// every access returns `nil`. A child can therefore not continue its parent's stream, nor seed from its samples.
///
/// - Length: 1 byte to 16 MiB, zero at first.
/// - Threading: may be sent to another thread, not shared.
/// - Cost: as ``SecretBytes``; an access adds one compare of the header.
public struct GeneratorState: ~Copyable, Sendable {
  /// In front of the bytes; a cache line's alignment is kept for them.
  @usableFromInline struct Header {
    /// Non-zero while the state is alive.
    @usableFromInline var magic: UInt64
    /// The second line of defence where the kernel has no `MADV_WIPEONFORK`.
    @usableFromInline var forkGeneration: UInt64

    @usableFromInline init(magic: UInt64, forkGeneration: UInt64) {
      self.magic = magic
      self.forkGeneration = forkGeneration
    }
  }

  @inlinable static var headerSize: Int { 64 }
  /// "WELLSPRG" in ASCII; any value that is not zero would do.
  @inlinable static var magic: UInt64 { 0x5745_4c4c_5350_5247 }

  /// Bytes that a state takes in a ``GeneratorPage`` beside its own.
  package static var overhead: Int { headerSize }

  /// The length in bytes.
  public let byteCount: Int
  @usableFromInline let slot: Slab.Slot
  /// False for a part of a ``GeneratorPage``, which is wiped at the end and stays the page's.
  private let ownsSlot: Bool

  /// Makes a state of `byteCount` zero bytes.
  public init(byteCount: Int) throws(SecretMemoryError) {
    let limit = Slab.largestSecret - Self.headerSize
    guard (1...limit).contains(byteCount) else {
      throw .byteCountOutOfRange(byteCount: byteCount, limit: limit)
    }
    let slot = try Slab.allocate(byteCount: byteCount + Self.headerSize, kind: .wipedOnFork)
    self.init(byteCount: byteCount, slot: slot, ownsSlot: true)
  }

  /// Makes a state of `byteCount` zero bytes within a page, which has to outlive it. A state that was there has to be gone
  /// before: its end wipes the place.
  ///
  /// - Parameter offset: where in the page, a multiple of 64; ``overhead`` + `byteCount` bytes from there are the state's.
  package init(in page: borrowing GeneratorPage, at offset: Int, byteCount: Int) {
    precondition(
      offset >= 0 && offset % Slab.smallestSlot == 0 && byteCount > 0
        && offset + Self.headerSize + byteCount <= page.byteCount, "the state lies within the page")
    let slot = page.slot(at: offset)
    unsafe explicit_bzero(slot.start, Self.headerSize + byteCount)
    self.init(byteCount: byteCount, slot: slot, ownsSlot: false)
  }

  private init(byteCount: Int, slot: Slab.Slot, ownsSlot: Bool) {
    self.byteCount = byteCount
    self.slot = slot
    self.ownsSlot = ownsSlot
    unsafe slot.start.storeBytes(
      of: Header(magic: Self.magic, forkGeneration: platform_fork_generation()), as: Header.self)
  }

  deinit {
    if ownsSlot {
      Slab.release(slot, byteCount: byteCount + Self.headerSize, kind: .wipedOnFork)
    } else {
      unsafe explicit_bzero(slot.start, Self.headerSize + byteCount)
    }
  }

  /// False in a child that was forked after this state was made; the bytes are gone and it must be made anew.
  @inlinable public var isAlive: Bool { unsafe Self.isAlive(at: slot.start) }

  /// Whether a state that was made in a page at this offset is alive, for whoever has it not at hand.
  package static func isAlive(in page: borrowing GeneratorPage, at offset: Int) -> Bool {
    precondition(offset >= 0 && offset + headerSize <= page.byteCount, "the state lies within the page")
    return unsafe isAlive(at: page.start + offset)
  }

  @inlinable static func isAlive(at start: UnsafeMutableRawPointer) -> Bool {
    let header = unsafe start.load(as: Header.self)
    return header.magic == magic && header.forkGeneration == platform_fork_generation()
  }

  /// Lends the bytes for reading, or returns `nil` when a fork has killed the state.
  @inlinable
  public borrowing func withBytes<R: ~Copyable, E: Error>(
    _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    guard isAlive else { return nil }
    let start = unsafe (slot.start + Self.headerSize).assumingMemoryBound(to: UInt8.self)
    return try body(unsafe Span(_unsafeStart: start, count: byteCount))
  }

  /// Lends the bytes for writing, or returns `nil` when a fork has killed the state.
  @inlinable
  public mutating func withMutableBytes<R: ~Copyable, E: Error>(
    _ body: (inout MutableSpan<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    guard isAlive else { return nil }
    let start = unsafe (slot.start + Self.headerSize).assumingMemoryBound(to: UInt8.self)
    var bytes = unsafe MutableSpan(_unsafeStart: start, count: byteCount)
    return try body(&bytes)
  }

  /// Lends the bytes for writing together with a value that works on them, so that a type can own both.
  @inlinable
  public mutating func withMutableBytes<Other: ~Copyable, R: ~Copyable, E: Error>(
    and other: inout Other, _ body: (inout Other, inout MutableSpan<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    guard isAlive else { return nil }
    let start = unsafe (slot.start + Self.headerSize).assumingMemoryBound(to: UInt8.self)
    var bytes = unsafe MutableSpan(_unsafeStart: start, count: byteCount)
    return try body(&other, &bytes)
  }

  /// Wipes the bytes and leaves the state alive, all zero.
  public mutating func wipe() {
    unsafe platform_wipe(slot.start + Self.headerSize, byteCount)
  }
}
