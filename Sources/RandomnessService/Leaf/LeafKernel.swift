// SPDX-License-Identifier: Apache-2.0
public import CPlatform

/// What the fast path looks at: the first bytes of a leaf's page, one cache line.
///
/// In a forked child the kernel has zeroed it, and 0 is never the value of an epoch word: the one compare that finds a
/// reseed, an error or a shutdown finds a fork too.
@usableFromInline
@unsafe struct LeafHeader {
  /// The value of the service's epoch word for which the pool was filled.
  @usableFromInline var epoch: UInt64
  /// The next unread byte of the pool; everything before it is zero.
  @usableFromInline var position: Int
  /// The clone counter's value for which the pool was filled.
  @usableFromInline var generation: UInt64
}

/// The fast path of a draw, and what lies where in a leaf's page.
///
/// No lock, reference count, allocation, exclusivity check or locked instruction: a script reads the machine code for
/// them. The page belongs to the thread; what other threads do reaches it through the epoch word alone.
@usableFromInline
enum LeafKernel {
  /// Where the pool begins: behind the header's cache line.
  @inlinable static var poolOffset: Int { 64 }
  /// Bytes of the pool. Half of it costs a tenth more time a byte, twice of it saves 4 %, and this much of what was
  /// made in advance is exposed at most (8 bytes: 4.9, 4.4, 4.3 ns with 2, 4, 8 KiB on one Zen 4 machine, 2026-11).
  @inlinable static var poolByteCount: Int { 4096 }

  /// The next 8 bytes of the pool, or `nil` when the slow path has to look.
  @inlinable @inline(__always)
  static func nextWord(_ word: UnsafePointer<UInt64>) -> UInt64? {
    guard let page = unsafe platform_thread_page(), platform_thread_enter() else { return nil }
    defer { platform_thread_leave() }
    let header = unsafe page.assumingMemoryBound(to: LeafHeader.self)
    let position = unsafe header.pointee.position
    guard position <= poolByteCount &- 8 else { return nil }
    let place = unsafe page + (poolOffset &+ position)
    let bytes = unsafe place.loadUnaligned(as: UInt64.self)
    // Behind the bytes; see ``isAlive(_:)``.
    platform_signal_fence()
    guard
      unsafe header.pointee.epoch == platform_epoch_value(word),
      unsafe header.pointee.generation == cloneCounter()
    else { return nil }
    unsafe header.pointee.position = position &+ 8
    unsafe place.storeBytes(of: 0, as: UInt64.self)
    return bytes
  }

  /// Moves the next `count` bytes of the pool to a buffer; false when the slow path has to look.
  @inlinable @inline(__always)
  static func take(
    _ count: Int, to destination: UnsafeMutableRawPointer, _ word: UnsafePointer<UInt64>
  ) -> Bool {
    guard let page = unsafe platform_thread_page(), platform_thread_enter() else { return false }
    defer { platform_thread_leave() }
    let header = unsafe page.assumingMemoryBound(to: LeafHeader.self)
    let position = unsafe header.pointee.position
    guard
      // As unsigned numbers, by which a negative count is too large.
      UInt(bitPattern: count) <= UInt(bitPattern: poolByteCount &- position),
      unsafe header.pointee.epoch == platform_epoch_value(word),
      unsafe header.pointee.generation == cloneCounter()
    else { return false }
    unsafe header.pointee.position = position &+ count
    unsafe move(count, from: page + (poolOffset &+ position), to: destination)
    return unsafe isAlive(page)
  }

  /// The value of the clone counter, or of a constant where there is none.
  @inlinable @inline(__always)
  static func cloneCounter() -> UInt64 {
    // Set before a pool is first opened, and so before its epoch can be the service's.
    unsafe platform_epoch_value(platform_thread_counter().unsafelyUnwrapped)
  }

  /// Whether the bytes that were read count. A signal handler may have forked in the middle; its child then read zeros, and
  /// finds the epoch to be zero too. What was read before the fork was drawn before it.
  @inlinable @inline(__always)
  static func isAlive(_ page: UnsafeMutableRawPointer) -> Bool {
    platform_signal_fence()
    return unsafe page.load(as: UInt64.self) != 0
  }

  /// Copies bytes and zeroes where they came from, in one pass.
  @inlinable @inline(__always)
  static func move(
    _ count: Int, from source: UnsafeMutableRawPointer, to destination: UnsafeMutableRawPointer
  ) {
    var offset = 0
    while offset &+ 32 <= count { unsafe moveOne(SIMD4<UInt64>.zero, from: source, to: destination, &offset) }
    if count & 16 != 0 { unsafe moveOne(SIMD2<UInt64>.zero, from: source, to: destination, &offset) }
    if count & 8 != 0 { unsafe moveOne(0 as UInt64, from: source, to: destination, &offset) }
    // By the bits of its length: a loop of at most seven bytes would be made a vector loop with all its checks.
    guard count & 7 != 0 else { return }
    if count & 4 != 0 { unsafe moveOne(0 as UInt32, from: source, to: destination, &offset) }
    if count & 2 != 0 { unsafe moveOne(0 as UInt16, from: source, to: destination, &offset) }
    if count & 1 != 0 { unsafe moveOne(0 as UInt8, from: source, to: destination, &offset) }
  }

  /// One step of it, as wide as `zero`.
  @inlinable @inline(__always)
  static func moveOne<Block: BitwiseCopyable>(
    _ zero: Block, from source: UnsafeMutableRawPointer, to destination: UnsafeMutableRawPointer,
    _ offset: inout Int
  ) {
    let block = unsafe source.loadUnaligned(fromByteOffset: offset, as: Block.self)
    unsafe destination.storeBytes(of: block, toByteOffset: offset, as: Block.self)
    unsafe source.storeBytes(of: zero, toByteOffset: offset, as: Block.self)
    offset &+= MemoryLayout<Block>.size
  }
}
