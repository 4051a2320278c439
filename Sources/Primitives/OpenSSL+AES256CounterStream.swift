// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import CPlatform

/// The key stream of AES-256 in counter mode with a 128-bit big-endian counter: E(K, V + 1), E(K, V + 2), ...
///
/// The key lives in libcrypto's context and nowhere else: the context is on the C heap, neither locked nor left out of
/// dumps, and libcrypto cleanses it when a new key comes, at the end, and at once in a forked child. V is the caller's,
/// in the caller's memory.
///
/// libcrypto has two ways to the same bytes, each with a context of its own of which one at a time has a key. As a block function it takes a new key sooner, since no initialization
/// vector has to be set, for which libcrypto looks parameters up by name; as counter mode it is faster for long output,
/// since no counter blocks have to be written. The caller says at each new key which of the two the next request will
/// probably want; either gives any length correctly.
@safe package struct AES256CounterStream: ~Copyable {
  /// The two ways.
  package enum Mode: Equatable, Sendable {
    /// Single blocks: for short requests.
    case blocks
    /// Counter mode: for long ones.
    case bulk
  }

  /// V, the last counter value that was used.
  package struct Counter: Equatable {
    fileprivate var high: UInt64
    fileprivate var low: UInt64

    /// Reads the 16 bytes of V at this place, most significant byte first.
    package init(_ bytes: Span<UInt8>, at place: Int) {
      precondition(place >= 0 && place <= bytes.count - AES256.blockByteCount, "V lies within the bytes")
      (high, low) = unsafe bytes.withUnsafeBytes { bytes in
        unsafe (
          UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)),
          UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self))
        )
      }
    }

    /// Writes V to the 16 bytes at this place.
    package func write(to bytes: inout MutableSpan<UInt8>, at place: Int) {
      precondition(place >= 0 && place <= bytes.count - AES256.blockByteCount, "V lies within the bytes")
      unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe bytes.storeBytes(of: high.bigEndian, toByteOffset: place, as: UInt64.self)
        unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: place + 8, as: UInt64.self)
      }
    }

    /// V = (V + n) mod 2^128.
    @inline(__always)
    fileprivate mutating func add(_ n: UInt64) {
      let (sum, overflow) = low.addingReportingOverflow(n)
      low = sum
      if overflow { high &+= 1 }
    }
  }

  private var blocks: CipherContext?
  private var bulk: CipherContext?
  /// Which of the two has the key.
  private var mode: Mode?
  /// What is encrypted in counter mode to see the key stream. 16 KiB: large enough that the fixed cost of a call
  /// does not count, small enough to stay in the first-level cache.
  private static let sharedZeros = Zeros(byteCount: 16_384)
  /// The same at hand: whether a global is there has to be asked at each use.
  private let zeros = sharedZeros

  /// Makes a stream that has no key yet.
  package init() {}

  /// Takes the 32 bytes of key at this place; the old key schedule is overwritten.
  ///
  /// - Parameter counter: V; the first block of the key stream is the encryption of V + 1.
  package mutating func rekey(
    _ bytes: Span<UInt8>, keyAt place: Int, counter: Counter, mode: Mode
  ) throws(PrimitiveError) {
    guard place >= 0, place <= bytes.count - AES256.keyByteCount else {
      throw .lengthNotSupported(operation: "AES-256 key", byteCount: bytes.count)
    }
    if let old = self.mode, old != mode { try erase(old) }
    self.mode = nil
    if unsafe context(mode) == nil {
      switch mode {
      case .blocks: blocks = try CipherContext(LibraryContext.aes256ECB)
      case .bulk: bulk = try CipherContext(LibraryContext.aes256CTR)
      }
    }
    let context = unsafe context(mode)
    let result = unsafe bytes.withUnsafeBufferPointer { bytes -> Int32 in
      guard let key = unsafe bytes.baseAddress.map({ unsafe $0 + place }) else { return 0 }
      // Padding stays on: for whole blocks it changes nothing but the end of a message, which never comes, and switching
      // it off would be done again by libcrypto at each new key, for some 400 instructions.
      guard mode == .bulk else { return unsafe EVP_EncryptInit_ex2(context, nil, key, nil, nil) }
      var first = counter
      first.add(1)
      var block = (first.high.bigEndian, first.low.bigEndian)
      return unsafe withUnsafeMutableBytes(of: &block) { block in
        guard let first = block.baseAddress else { return 0 }
        defer { unsafe platform_wipe(first, block.count) }
        return unsafe EVP_EncryptInit_ex2(context, nil, key, first, nil)
      }
    }
    try succeed(result, "EVP_EncryptInit_ex2")
    self.mode = mode
  }

  /// The context of a mode; `nil` before its first key.
  @inline(__always)
  private func context(_ mode: Mode) -> OpaquePointer? {
    switch mode {
    case .blocks:
      switch blocks {
      case .some(let blocks): unsafe blocks.pointer
      case .none: nil
      }
    case .bulk:
      switch bulk {
      case .some(let bulk): unsafe bulk.pointer
      case .none: nil
      }
    }
  }

  /// Overwrites the key in a context that is not to be used next.
  private func erase(_ mode: Mode) throws(PrimitiveError) {
    switch mode {
    case .blocks: try blocks?.erase()
    case .bulk: try bulk?.erase()
    }
  }

  /// Fills a range of `bytes` with the next whole blocks of the key stream and advances V.
  ///
  /// Its length must be a multiple of 16: a part of a block would be kept by libcrypto for the next call, and no two
  /// requests may share one (SP 800-90A 10.2.1.5.1, step 5).
  package mutating func next(
    _ bytes: inout MutableSpan<UInt8>, in range: Range<Int>, counter: inout Counter
  ) throws(PrimitiveError) {
    guard
      range.count & (AES256.blockByteCount - 1) == 0, range.lowerBound >= 0, range.upperBound <= bytes.count
    else { throw .lengthNotSupported(operation: "AES-256-CTR", byteCount: range.count) }
    let result = unsafe bytes.withUnsafeMutableBufferPointer { bytes -> Int32 in
      guard let start = unsafe bytes.baseAddress.map({ unsafe $0 + range.lowerBound }) else { return 1 }
      guard let mode, let context = unsafe context(mode) else { return 0 }
      return switch mode {
      case .blocks: unsafe Self.encryptCounters(context, start, range.count, &counter)
      case .bulk: unsafe encryptZeros(context, start, range.count, &counter)
      }
    }
    try succeed(result, "EVP_EncryptUpdate")
  }

  /// Writes the counter values and encrypts them where they stand.
  private static func encryptCounters(
    _ context: OpaquePointer, _ start: UnsafeMutablePointer<UInt8>, _ count: Int,
    _ counter: inout Counter
  ) -> Int32 {
    let blocks = UnsafeMutableRawPointer(start)
    var offset = 0
    while offset < count {
      // Up to the next carry out of the last byte, blocks differ in that byte alone.
      counter.add(1)
      let run = min((count &- offset) >> 4, Int(truncatingIfNeeded: 256 &- counter.low & 0xff))
      var block = SIMD2(counter.high.bigEndian, counter.low.bigEndian)
      let one = SIMD2(0, UInt64(1).bigEndian)
      // No sum wraps: all places lie within the bytes.
      let end = offset &+ run &* AES256.blockByteCount
      while offset < end {
        unsafe blocks.storeBytes(of: block, toByteOffset: offset, as: SIMD2<UInt64>.self)
        block &+= one
        offset &+= AES256.blockByteCount
      }
      counter.add(UInt64(truncatingIfNeeded: run &- 1))
    }
    var written: Int32 = 0
    return unsafe EVP_EncryptUpdate(context, start, &written, start, Int32(truncatingIfNeeded: count))
  }

  /// Encrypts zeros; libcrypto counts.
  private func encryptZeros(
    _ context: OpaquePointer, _ start: UnsafeMutablePointer<UInt8>, _ count: Int,
    _ counter: inout Counter
  ) -> Int32 {
    var offset = 0
    while offset < count {
      let chunk = min(zeros.byteCount, count - offset)
      var written: Int32 = 0
      guard unsafe EVP_EncryptUpdate(context, start + offset, &written, zeros.start, Int32(chunk)) == 1
      else {
        return 0
      }
      offset += chunk
    }
    counter.add(UInt64(count / AES256.blockByteCount))
    return 1
  }
}

/// Zero bytes that are read by every stream and written by none.
///
/// `@unchecked Sendable`: immutable after its initializer and never freed.
@safe private struct Zeros: @unchecked Sendable {
  let start: UnsafePointer<UInt8>
  let byteCount: Int

  init(byteCount: Int) {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCount)
    unsafe bytes.initialize(repeating: 0, count: byteCount)
    unsafe start = UnsafePointer(bytes)
    self.byteCount = byteCount
  }
}
