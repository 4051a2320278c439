// SPDX-License-Identifier: Apache-2.0
package import HealthTests

/// What is fixed about a source before it is opened: the part of every ledger and log line that does not change.
///
/// Which device was found in the end is ``DeviceIdentity``, a property of the session.
package struct SourceDescriptor: Hashable, Sendable {
  /// Short and unique name: "getrandom", "hwrng". Lower-case letters, digits, "-" and "_".
  package var id: String
  /// Name for people.
  package var name: String
  /// What kind of process makes the samples.
  package var kind: SourceKind
  /// Who else knows them.
  package var secrecy: SourceSecrecy
  /// Sources of one group are credited once.
  package var independenceGroup: IndependenceGroup
  /// Width of a sample, 1...8; one byte carries one sample in its low bits.
  package var bitsPerSample: Int
  /// Samples come in multiples of this, at least 1.
  package var blockSize: Int
  /// Whether the samples are noise as it was digitised.
  package var conditioning: SourceConditioning
  /// How the source wants to be asked.
  package var pacing: SourcePacing
  /// Nominal samples a second, at least 1; the expectation, not a promise.
  package var samplesPerSecond: Int
  /// What to make of collecting from it anew.
  package var restart: RestartMeaning
  /// Claimed min-entropy per sample; `nil` where nothing is claimed. A claim comes from a reviewed configuration and
  /// is never raised by a measurement (requirements I-4, I-5).
  package var claim: MinEntropy?
  /// Where the samples are to come from.
  package var provenance: SourceProvenance

  /// Makes a descriptor; nothing is checked here, see ``validate()``.
  package init(
    id: String, name: String, kind: SourceKind, secrecy: SourceSecrecy, independenceGroup: IndependenceGroup,
    bitsPerSample: Int = 8, blockSize: Int = 1, conditioning: SourceConditioning, pacing: SourcePacing,
    samplesPerSecond: Int, restart: RestartMeaning, claim: MinEntropy? = nil,
    provenance: SourceProvenance
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.secrecy = secrecy
    self.independenceGroup = independenceGroup
    self.bitsPerSample = bitsPerSample
    self.blockSize = blockSize
    self.conditioning = conditioning
    self.pacing = pacing
    self.samplesPerSecond = samplesPerSecond
    self.restart = restart
    self.claim = claim
    self.provenance = provenance
  }

  /// Throws ``SourceError/invalidDescriptor(field:value:limit:)`` for the first value that cannot be.
  package func validate() throws(SourceError) {
    let idBytes = id.utf8
    let isPlain = idBytes.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "_")
    }
    guard isPlain, (1...64).contains(idBytes.count) else {
      throw .invalidDescriptor(field: "id", value: id, limit: "1 to 64 of a-z, 0-9, - and _")
    }
    guard (1...8).contains(bitsPerSample) else {
      throw .invalidDescriptor(field: "bitsPerSample", value: "\(bitsPerSample)", limit: "1 to 8")
    }
    guard (1...Self.largestBlock).contains(blockSize) else {
      throw .invalidDescriptor(field: "blockSize", value: "\(blockSize)", limit: "1 to \(Self.largestBlock)")
    }
    guard samplesPerSecond >= 1 else {
      throw .invalidDescriptor(field: "samplesPerSecond", value: "\(samplesPerSecond)", limit: "at least 1")
    }
    guard let claim else { return }
    guard claim > .zero, claim <= .bits(bitsPerSample) else {
      throw .invalidDescriptor(
        field: "claim", value: "\(claim.bits)",
        limit: "above 0 and at most \(bitsPerSample), the sample width")
    }
  }

  /// The largest block, 1,024 samples: as many as the start-up test takes.
  package static let largestBlock = 1024

  /// `sampleCount` rounded up to whole blocks.
  func wholeBlocks(_ sampleCount: Int) -> Int {
    let block = max(1, blockSize)
    return (sampleCount + block - 1) / block * block
  }
}
