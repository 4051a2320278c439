// SPDX-License-Identifier: Apache-2.0

/// A health test that failed: which, on what, and how bad it is (B-24).
package struct HealthAlarm: Hashable, Sendable, CustomStringConvertible {
  /// The tests.
  package enum Test: String, Hashable, Sendable, CaseIterable {
    /// Too many equal samples in a row (SP 800-90B 4.4.1).
    case repetitionCount = "repetition count"
    /// One value too often in a window (SP 800-90B 4.4.2).
    case adaptiveProportion = "adaptive proportion"
    /// An opaque device gave a block of zero bytes.
    case allZero = "all-zero block"
    /// An opaque device gave a block of 0xff bytes.
    case allOnes = "all-ones block"
    /// An opaque device gave a block again.
    case repeatedBlock = "repeated block"
    /// An opaque device gives text.
    case textOnly = "text only"
  }

  /// What the alarm means for the source.
  package enum Severity: Int, Hashable, Comparable, Sendable {
    /// The batch is lost and the start-up test runs again.
    case intermittent
    /// The source is out of use until an operator or a restart makes new tests for it.
    case permanent

    /// Whether `a` is the lesser.
    package static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
  }

  /// What made it an alarm of its severity.
  package enum Cause: Hashable, Sendable {
    /// The count reached the cutoff of that severity.
    case cutoff
    /// It was one alarm too many in too short a time: the third within 2^20 samples.
    case repeatedAlarms
    /// The run or window had raised its alarm in a batch before, and goes on. It is not counted as another
    /// one.
    case continuation
  }

  /// The test that failed.
  package let test: Test
  /// The count that it failed on: samples in the run, occurrences in the window, equal blocks, bytes of text.
  package let observed: Int
  /// The smallest count that fails.
  package let cutoff: Int
  /// What it means.
  package let severity: Severity
  /// Why.
  package let cause: Cause
  /// The sample at which it failed, counted from 0 since the tests were made.
  package let position: UInt64

  /// Whether the source is out of use for good.
  package var isPermanent: Bool { severity == .permanent }

  /// One sentence for an operator.
  package var description: String {
    let fact =
      switch test {
      case .repetitionCount: "\(observed) equal samples in a row"
      case .adaptiveProportion: "one value \(observed) times in a window"
      case .allZero: "\(observed) zero bytes"
      case .allOnes: "\(observed) bytes 0xff"
      case .repeatedBlock: "a block of \(observed) bytes came again"
      case .textOnly: "\(observed) bytes of text and nothing else"
      }
    let verdict =
      switch cause {
      case .cutoff: "\(severity)"
      case .repeatedAlarms: "permanent, the third alarm within \(AlarmRegister.repeatSpan) samples"
      case .continuation: "\(severity), going on"
      }
    return "\(test.rawValue) test failed at sample \(position): \(fact), cutoff \(cutoff) (\(verdict))"
  }
}
