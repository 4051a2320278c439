// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc
internal import SecretMemory

/// The additional input of a leaf's requests: 32 bytes of the operating system's generator. They are left out where no
/// clone of the machine can go unnoticed.
///
/// A clone has the same state; what the operating system gives it differs, since the kernel reseeds when it is cloned.
/// Through the vDSO, which does without a system call, where the kernel has it. Belongs to one thread.
@safe struct FreshRandomness: ~Copyable {
  /// Bytes that are mixed into one request: 256 bits, as much as the security strength.
  static let byteCount = 32

  private let state: UnsafeMutableRawPointer?
  private let bytes: UnsafeMutableRawPointer

  /// - Parameter page: where the bytes stand for the time of one request; it has to outlive this value.
  init(in page: borrowing GeneratorPage, at offset: Int) {
    precondition(offset >= 0 && offset + Self.byteCount <= page.byteCount, "the bytes lie within the page")
    unsafe state = platform_vdso_state()
    unsafe bytes = page.start + offset
  }

  deinit { unsafe platform_vdso_state_release(state) }

  /// Draws the bytes for one request.
  ///
  /// - Parameter isRequired: whether the request must not go without.
  /// - Returns: how many there are: 32, or 0.
  /// - Throws: where the operating system gives none and the request or the service does not go without.
  func draw(
    for service: Randomness, _ terms: LeafTerms, isRequired: Bool
  ) throws(RandomnessError) -> Int {
    let errno: Int32
    if terms.isFreshRandomnessScripted {
      let start = unsafe bytes.assumingMemoryBound(to: UInt8.self)
      var span = unsafe MutableSpan(_unsafeStart: start, count: Self.byteCount)
      errno = service.environment.freshRandomness?(&span) ?? 0
    } else {
      errno = unsafe Self.status(platform_fresh_randomness(bytes, Self.byteCount, state), Self.byteCount)
    }
    if errno == 0 { return Self.byteCount }
    wipe()
    try service.freshRandomnessFailed(errno: errno, isRequired: isRequired)
    return 0
  }

  /// The first bytes of what was drawn.
  func withBytes<E: Error>(_ count: Int, _ body: (Span<UInt8>) throws(E) -> Void) throws(E) {
    let start = unsafe bytes.assumingMemoryBound(to: UInt8.self)
    try body(unsafe Span(_unsafeStart: start, count: min(count, Self.byteCount)))
  }

  /// Wipes what was drawn.
  func wipe() { unsafe platform_wipe(bytes, Self.byteCount) }

  /// Fills at most 256 bytes by a system call, for whoever has no leaf: 0, or errno.
  static func fillBySystemCall(_ bytes: inout MutableSpan<UInt8>) -> Int32 {
    let count = bytes.count
    return unsafe bytes.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      return unsafe status(platform_fresh_randomness(start, count, nil), count)
    }
  }

  /// 0 where all bytes came; a short answer, which the kernel never gives to so few, counts as EIO.
  private static func status(_ got: Int, _ count: Int) -> Int32 {
    got == count ? 0 : got < 0 ? Int32(-got) : EIO
  }
}
