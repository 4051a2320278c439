// SPDX-License-Identifier: Apache-2.0

/// Data that anyone can have: solar measurements, a beacon, a file.
///
/// It becomes additional input and nothing else. There is no credit to set: whatever an estimator says of its
/// statistics, its min-entropy against an adversary who reads the same feed is zero (SP 800-90A 8.7.2 allows it as
/// additional input, which may be public).
public struct PublicData: Equatable, Sendable {
  /// The most bytes that one reseed takes of one source, 64 KiB: beyond that a feed could only cost time.
  public static let byteLimit = 65_536

  /// Who it comes from, as in the status and the ledger.
  public let source: String
  /// Counts the deliveries of this source.
  public let sequence: UInt64
  /// The bytes, at most ``byteLimit``.
  public let bytes: [UInt8]
  /// What is known of them, for the ledger: "observed 2026-08-07T01:24:00Z"; empty where there is nothing to say.
  public let note: String

  /// Takes the first ``byteLimit`` bytes.
  public init(source: String, sequence: UInt64, bytes: some Sequence<UInt8>, note: String = "") {
    self.source = source
    self.sequence = sequence
    self.bytes = Array(bytes.prefix(Self.byteLimit))
    self.note = note
  }
}
