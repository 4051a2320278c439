// SPDX-License-Identifier: Apache-2.0

/// Which state of the store somebody has seen, kept elsewhere: it shows that the whole folder was put back to an older state,
/// which nothing inside the folder can show.
public struct SolarCheckpoint: Equatable, Sendable, CustomStringConvertible {
  /// Which store: drawn at random when it was made.
  public let epoch: String
  /// The sequence number of its head.
  public let sequence: UInt64

  /// Makes a checkpoint.
  public init(epoch: String, sequence: UInt64) {
    self.epoch = epoch
    self.sequence = sequence
  }

  /// Reads ``description`` back.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 32, let sequence = UInt64(parts[1]) else { return nil }
    self.init(epoch: String(parts[0]), sequence: sequence)
  }

  /// "0123456789abcdef0123456789abcdef:42".
  public var description: String { "\(epoch):\(sequence)" }
}
