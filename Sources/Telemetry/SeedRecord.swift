// SPDX-License-Identifier: Apache-2.0

/// One line of the credit ledger: what one seed was made of.
public struct SeedRecord: Equatable, Sendable {
  /// Counts the seeds of this process from 1.
  public let sequence: UInt64
  /// Why the seed was made: "instantiate", "reseed: interval", "prediction resistance".
  public let purpose: String
  /// What the seed is worth.
  public let worth: Worth
  /// What went into it.
  public let contributions: [Contribution]
  /// What was mixed in as additional input, with credit 0.
  public let additionalInput: [Contribution]
  /// What was collected for it and dropped, because its source raised an alarm, vanished or changed.
  public let dropped: [Dropped]

  /// Makes an entry.
  public init(
    sequence: UInt64, purpose: String, worth: Worth, contributions: [Contribution],
    additionalInput: [Contribution], dropped: [Dropped]
  ) {
    self.sequence = sequence
    self.purpose = purpose
    self.worth = worth
    self.contributions = contributions
    self.additionalInput = additionalInput
    self.dropped = dropped
  }

  /// The two currencies, which are never added.
  public enum Worth: Equatable, Sendable {
    /// Full entropy: `outputBits` out of `creditedBits` in `inputBits` of samples, and by how little the output falls
    /// short of `outputBits` (SP 800-90B 3.1.5).
    case entropy(creditedBits: Double, inputBits: Int, outputBits: Int, deficitBits: Double)
    /// Another generator's output: a security strength in bits.
    case strength(bits: Int, origin: String)
  }

  /// The part of one source.
  public struct Contribution: Equatable, Sendable {
    /// The source's id.
    public let source: String
    /// How many samples.
    public let samples: Int
    /// Claimed min-entropy per sample in bits, if any.
    public let claim: Double?
    /// The assessment record or certificate that the credit rests on.
    public let record: String?
    /// Credited min-entropy of all samples together in bits.
    public let creditedBits: Double
    /// What its health tests said.
    public let verdict: String

    /// Makes a contribution.
    public init(
      source: String, samples: Int, claim: Double?, record: String?, creditedBits: Double, verdict: String
    ) {
      self.source = source
      self.samples = samples
      self.claim = claim
      self.record = record
      self.creditedBits = creditedBits
      self.verdict = verdict
    }
  }

  /// Samples that did not make it.
  public struct Dropped: Equatable, Sendable {
    /// The source's id.
    public let source: String
    /// How many samples.
    public let samples: Int
    /// Why.
    public let reason: String

    /// Makes an entry.
    public init(source: String, samples: Int, reason: String) {
      self.source = source
      self.samples = samples
      self.reason = reason
    }
  }
}
