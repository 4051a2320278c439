// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a configuration: the value, the limit and the fix.
///
/// The description is the one sentence that a person is shown.
public enum ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Two sources have one id; rename one.
  case duplicateSource(id: String)
  /// The id is not 1 to 32 lower-case letters, digits and hyphens.
  case sourceName(id: String)
  /// No source is enabled, or public data only, which is worth nothing; enable one.
  case noSource
  /// The claim is below the resolution of 1/256 bit, not a number, or above the sample width.
  case claimOutOfRange(source: String, claim: Double, limit: Int)
  /// This kind of source has no entropy to claim.
  case creditOnPublicSource(source: String)
  /// The operating system's generator has a strength, which the profile decides; it takes no claim and no record.
  case claimOnGenerator(source: String)
  /// alpha is not within 2^-60 to 2^-20.
  case alphaOutOfRange(source: String, exponent: Int)
  /// At this claim and alpha a test could never fail; raise the claim, or alpha.
  case cutoffAboveWindow(source: String, claim: Double, cutoff: Int, window: Int)
  /// The sample width is not 1 to 8 bits.
  case sampleWidth(source: String, bits: Int)
  /// The samples of an opaque device are bytes.
  case opaqueSampleWidth(source: String, bits: Int)
  /// The rate is not 1 to 10^9 samples per second.
  case sampleRate(source: String, samplesPerSecond: Int)
  /// The path does not begin with a slash.
  case relativePath(source: String, path: String)
  /// The record is for another source.
  case recordForeign(source: String, recordSource: String)
  /// The record is for another device than the one that the configuration allows.
  case recordDevice(source: String, recordDevice: String, allowed: [String])
  /// The record names no device.
  case recordWithoutDevice(source: String)
  /// The record's last day has passed.
  case recordExpired(source: String, expired: CalendarDate, today: CalendarDate)
  /// The record is dated after today.
  case recordFromFuture(source: String, date: CalendarDate, today: CalendarDate)
  /// The record's restart test failed.
  case recordRestartFailed(source: String, rowsAndColumns: Double, initial: Double)
  /// The record states more than a sample can hold, or nothing.
  case recordOutOfRange(source: String, value: Double, limit: Int)
  /// The record's digest is not 64 hexadecimal digits.
  case recordDigest(source: String, digest: String)
  /// The record holds both estimates and a certificate, or neither.
  case recordEvidence(source: String)
  /// The record does not say what it rests on: a certificate's number, issuer and environment, or the assessing tool.
  case recordUnnamed(source: String, isCertificate: Bool)
  /// The source cannot be set up like this; the reason says what to change.
  case sourceRefused(source: String, reason: String)
  /// A number of the reseed policy is out of range.
  case reseedOutOfRange(name: String, value: UInt64, lowest: UInt64, highest: UInt64)
  /// The deadline is out of range.
  case deadlineOutOfRange(milliseconds: UInt64)

  /// One sentence with the value, the limit and the fix.
  public var description: String {
    switch self {
    case .duplicateSource(let id):
      "two sources are called \"\(id)\"; every source needs a name of its own"
    case .sourceName(let id):
      "the source name \"\(id)\" is not 1 to 32 lower-case letters, digits and hyphens; rename it"
    case .noSource:
      "no source is enabled, and at least 1 that is not public is needed; enable one"
    case .claimOutOfRange(let source, let claim, let limit):
      "the claim of \(source), \(claim) bits per sample, is not at least 1/256 and at most the sample width of"
        + " \(limit); state what the source's analysis supports, or leave the claim out"
    case .creditOnPublicSource(let source):
      "the public source \(source) has a claim or a record, but public data is worth 0 bits; remove it"
    case .claimOnGenerator(let source):
      "\(source) is a generator with a strength of 256 bits and no entropy to claim; remove its claim and record"
    case .alphaOutOfRange(let source, let exponent):
      "alpha of \(source), 2^-\(exponent), is not between 2^-60 and 2^-20; choose an exponent from 20 to 60"
    case .cutoffAboveWindow(let source, let claim, let cutoff, let window):
      "at a claim of \(claim) bits per sample the adaptive proportion test of \(source) would have the cutoff"
        + " \(cutoff), which its window of \(window) samples can never reach; raise the claim, or choose a larger"
        + " alpha"
    case .sampleWidth(let source, let bits):
      "the sample width of \(source), \(bits) bits, is not between 1 and 8; state how many low bits of each byte"
        + " are noise"
    case .opaqueSampleWidth(let source, let bits):
      "\(source) has samples of \(bits) bits but is not raw, and the output of an opaque device comes in 8 bits; set"
        + " bits_per_sample to 8, or raw to true"
    case .sampleRate(let source, let rate):
      "the rate of \(source), \(rate) samples per second, is not between 1 and 1000000000; state its nominal rate"
    case .relativePath(let source, let path):
      "the path of \(source), \"\(path)\", does not begin with \"/\"; give the full path"
    case .recordForeign(let source, let recordSource):
      "the assessment record of \(source) is for the source \"\(recordSource)\"; attach the record made for"
        + " \(source)"
    case .recordDevice(let source, let recordDevice, let allowed):
      "the assessment record of \(source) is for the device \"\(recordDevice)\", which is not among its allowed"
        + " devices (\(allowed.joined(separator: ", "))); attach the record made for that device"
    case .recordWithoutDevice(let source):
      "the assessment record of \(source) names neither driver nor serial number, so no device can be held to it;"
        + " add one of the two"
    case .recordExpired(let source, let expired, let today):
      "the assessment record of \(source) expired on \(expired), and today is \(today); assess the source again"
    case .recordFromFuture(let source, let date, let today):
      "the assessment record of \(source) is dated \(date), after today, \(today); correct the date or the clock"
    case .recordRestartFailed(let source, let lowest, let initial):
      "the restart test in the assessment record of \(source) failed: \(lowest) bits in rows or columns is below"
        + " half of the initial \(initial) bits; the source cannot be credited"
    case .recordOutOfRange(let source, let value, let limit):
      "the assessment record of \(source) states \(value) bits per sample, which is not above 0 and at most the"
        + " sample width of \(limit); correct the record"
    case .recordDigest(let source, let digest):
      "the sample digest \"\(digest.prefix(80))\" in the assessment record of \(source) is not 64 hexadecimal"
        + " digits; give the SHA-256 of the sample file"
    case .recordEvidence(let source):
      "the assessment record of \(source) must hold either estimates or a certificate, exactly 1 of the 2"
    case .recordUnnamed(let source, let isCertificate):
      isCertificate
        ? "the certificate in the assessment record of \(source) lacks its number, issuer or operating environment; all 3"
          + " must be given"
        : "the assessment record of \(source) names no tool, and at least 1 character is needed; say what made the"
          + " estimates"
    case .sourceRefused(let source, let reason):
      "the source \(source) cannot be set up: \(reason)"
    case .reseedOutOfRange(let name, let value, let lowest, let highest):
      "the reseed limit \(name) = \(value) is not between \(lowest) and \(highest); choose a value in that range"
    case .deadlineOutOfRange(let milliseconds):
      "the deadline of \(milliseconds) ms is not between 1 and 600000; choose a value in that range"
    }
  }
}
