// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A source for Swift's random functions, drawing on a ``Randomness``.
///
/// `RandomNumberGenerator.next()` cannot throw: where the service gives nothing, the process says so in one sentence on
/// standard error and ends itself by SIGKILL, so that no backtrace prints memory. Where an error can be handled, use
/// `Randomness.fill` instead.
///
/// - Threading: a copy for each thread, or one after the other.
/// - Cost: one request of the service for each word.
public struct RandomnessGenerator: RandomNumberGenerator, Sendable {
  private let randomness: Randomness

  init(_ randomness: Randomness) { self.randomness = randomness }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    do throws(RandomnessError) {
      return try randomness.word()
    } catch {
      endProcess(
        "wellspring: \(error); the process ends, because a random number was needed and there is none\n")
    }
  }
}
