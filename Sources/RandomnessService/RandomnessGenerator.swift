// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import SecretMemory

/// A source for Swift's random functions, drawing on a ``Randomness``.
///
/// `RandomNumberGenerator.next()` cannot throw: where the service gives nothing, the process says so in one sentence on
/// standard error and ends itself by SIGKILL, so that no backtrace prints memory; a thread that asks while another one
/// ends the process waits for the end. Where an error can be handled, use
/// `Randomness.fill` or `uniform(in:)` instead.
///
/// - Threading: safe to use from every thread; each draws from its own leaf.
/// - Cost: a copy of eight bytes from the thread's pool; see Benchmarks.
public struct RandomnessGenerator: RandomNumberGenerator, Sendable {
  @usableFromInline let randomness: Randomness
  @usableFromInline let epochAddress: UInt

  init(_ randomness: Randomness) {
    self.randomness = randomness
    epochAddress = randomness.epochAddress
  }

  /// The next 64 bits.
  @inlinable @inline(__always)
  public mutating func next() -> UInt64 {
    unsafe LeafKernel.nextWord(Randomness.pointer(epochAddress)) ?? randomness.nextSlowly()
  }
}

extension Randomness {
  /// Eight bytes by the slow path, or the end of the process.
  @usableFromInline @inline(never)
  func nextSlowly() -> UInt64 {
    var word = InlineArray<8, UInt8>(repeating: 0)
    var bytes = word.mutableSpan
    do throws(RandomnessError) {
      try fillSlowly(&bytes)
    } catch {
      // Another thread has called exit(3): the status that it gave is not to become that of a killed process.
      if error == .shutDown { platform_wait_for_exit() }
      endProcess(
        "wellspring: \(error); the process ends, because a random number was needed and there is none\n")
    }
    // In the order in which the fast path loads them.
    var next: UInt64 = 0
    for index in 0..<8 { next |= UInt64(bytes[index]) << UInt64(8 * index) }
    bytes.wipe(0..<8)
    return next
  }
}
