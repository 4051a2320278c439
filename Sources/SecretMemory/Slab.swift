// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc

/// The allocator of secret memory: slots of power-of-two sizes, carved from protected mappings.
///
/// A mapping of its own for each secret would cost system calls and a page; a slot costs two uncontended locks. A slot is zero
/// when it is handed out and wiped when it comes back. All bookkeeping lies outside the mappings, so that a mapping
/// wiped by a fork leaves the allocator whole.
@usableFromInline
enum Slab {
  /// What a fork does to the mapping.
  enum Kind: Int {
    /// Keys: a worker that forks must not find its key silently all zero.
    case survivesFork
    /// Generator state: a child must never continue its parent's stream.
    case wipedOnFork
  }

  /// The smallest slot: one cache line, so that no two secrets share one.
  static let smallestSlot = 64
  /// The largest slot; anything bigger gets a mapping of its own.
  static let largestSlot = 8192
  /// 64 KiB: eight of the largest slots, and one quarter of the 8 MiB that Linux lets an unprivileged process lock
  /// is not reached before 32 slabs are in use.
  static let slabSize = 65_536
  /// The largest single secret, 16 MiB: it keeps every size computation far from overflow.
  static let largestSecret = 1 << 24

  /// A place in secret memory.
  ///
  /// It is kept as a number: an owner that is move-only may go from thread to thread, which a pointer may not.
  @usableFromInline struct Slot: Sendable {
    @usableFromInline let address: UInt

    /// The first byte; never address zero, where mmap(2) gives no page.
    @inlinable var start: UnsafeMutableRawPointer {
      unsafe UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped
    }

    fileprivate init(address: UInt) { self.address = address }

    /// The place this many bytes further on in the same slot.
    func advanced(by offset: Int) -> Slot { Slot(address: address + UInt(offset)) }
  }

  private struct Registry {
    /// Addresses of the free slots, by kind and size class.
    var free: [[UInt]] = Array(repeating: [], count: 2 * Slab.classCount)
    var protection = MemoryProtection()
  }

  private static let registry = Guarded(Registry(), by: platform_lock_slab)
  private static let classCount = (largestSlot / smallestSlot).trailingZeroBitCount + 1

  static var protection: MemoryProtection { withRegistry { $0.protection } }

  /// A zeroed slot of at least `byteCount` bytes, 64-byte aligned.
  static func allocate(byteCount: Int, kind: Kind) throws(SecretMemoryError) -> Slot {
    let size = byteCount > largestSlot ? roundedToPages(byteCount) : slotSize(for: byteCount)
    return try withRegistry { registry throws(SecretMemoryError) in
      guard size <= largestSlot else { return Slot(address: try map(size, kind, &registry.protection)) }
      let list = freeList(size: size, kind: kind)
      if let slot = registry.free[list].popLast() { return Slot(address: slot) }
      let slab = try map(slabSize, kind, &registry.protection)
      for offset in stride(from: slabSize - size, through: size, by: -size) {
        registry.free[list].append(slab + UInt(offset))
      }
      return Slot(address: slab)
    }
  }

  /// Wipes a slot and takes it back; `byteCount` and `kind` as at its allocation.
  static func release(_ slot: Slot, byteCount: Int, kind: Kind) {
    let address = slot.address
    if byteCount > largestSlot {
      let length = roundedToPages(byteCount)
      unsafe explicit_bzero(slot.start, length)
      withRegistry { _ in unsafe platform_forget_mapping(UnsafeRawPointer(bitPattern: address)) }
      unsafe munmap(slot.start, length)
      return
    }
    let size = slotSize(for: byteCount)
    unsafe explicit_bzero(slot.start, size)
    withRegistry { $0.free[freeList(size: size, kind: kind)].append(address) }
  }

  /// Of an allocator that a thread left in the middle of a change a child keeps nothing but the slots that are in use.
  private static func withRegistry<R, E: Error>(
    _ body: (inout sending Registry) throws(E) -> sending R
  ) throws(E) -> sending R {
    try registry.withLock(remade: Registry.init, body)
  }

  private static func slotSize(for byteCount: Int) -> Int {
    byteCount <= smallestSlot ? smallestSlot : 1 << (Int.bitWidth - (byteCount - 1).leadingZeroBitCount)
  }

  private static func freeList(size: Int, kind: Kind) -> Int {
    kind.rawValue * classCount + (size / smallestSlot).trailingZeroBitCount
  }

  private static func roundedToPages(_ byteCount: Int) -> Int {
    let page = Int(getpagesize())
    return (byteCount + page - 1) / page * page
  }

  private static func map(
    _ length: Int, _ kind: Kind, _ protection: inout MemoryProtection
  ) throws(SecretMemoryError) -> UInt {
    let mapping = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
      throw .mappingRefused(byteCount: length, errno: errno)
    }
    if unsafe mlock(mapping, length) == 0 {
      if unsafe !platform_relock_after_fork(mapping, length) { protection.isLocked = false }
    } else {
      protection.isLocked = false
    }
    if unsafe madvise(mapping, length, MADV_DONTDUMP) != 0 { protection.isExcludedFromDumps = false }
    if kind == .wipedOnFork {
      // An emulator that accepts any advice would accept this one too: then its yes means nothing.
      let acceptsNonsense = unsafe madvise(mapping, length, -1) == 0
      if unsafe acceptsNonsense || madvise(mapping, length, MADV_WIPEONFORK) != 0 {
        protection.isWipedOnFork = false
      }
    }
    return UInt(bitPattern: mapping)
  }
}
