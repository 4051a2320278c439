// SPDX-License-Identifier: Apache-2.0
internal import EntropySources

/// When a leaf is reseeded from the root.
///
/// All limits but the last are reached by one instance of a leaf, of which a thread has up to three. The mechanism's own
/// reseed_interval is twice ``requests`` and is never reached, since no request is served beyond a limit before the reseed.
package struct LeafPolicy: Equatable, Sendable {
  /// Requests of the mechanism between two seeds.
  package var requests: UInt64
  /// Bytes generated between two seeds, unread ones included.
  package var bytes: UInt64
  /// Seconds between two seeds.
  package var seconds: UInt64
  /// Bits that the instances of one leaf generate together, unread ones included, between two fresh entropy inputs of the
  /// root; `nil` for no limit.
  package var bitsPerRootSeed: UInt64?

  /// 2^20 requests, 16 MiB or 600 s, whichever comes first.
  package static let standard = LeafPolicy(requests: 1 << 20, bytes: 1 << 24, seconds: 600)
  /// 2^16 requests, 16 MiB or 600 s.
  package static let sp800x90c = LeafPolicy(requests: 1 << 16, bytes: 1 << 24, seconds: 600)
  /// AIS 20/31 v3.0, DRG.4.10: at most 2^17 output bits between fresh entropy inputs. A table without a profile: that
  /// takes a physical source with an assessment record.
  package static let drg4 = LeafPolicy(
    requests: 1 << 16, bytes: 1 << 24, seconds: 600, bitsPerRootSeed: 1 << 17)

  /// The limits of a profile.
  init(_ profile: Profile) { self = profile == .standard ? .standard : .sp800x90c }

  /// Makes a table.
  package init(requests: UInt64, bytes: UInt64, seconds: UInt64, bitsPerRootSeed: UInt64? = nil) {
    self.requests = requests
    self.bytes = bytes
    self.seconds = seconds
    self.bitsPerRootSeed = bitsPerRootSeed
  }

  /// What an instance has been used for since its seed.
  struct Use: Equatable {
    var requests: UInt64 = 0
    var bytes: UInt64 = 0
    var seededAt = Instant(nanoseconds: 0)
  }

  /// What all instances of a leaf have generated since a fresh entropy input of the root.
  struct RootSeedUse: Equatable {
    /// The root's seed of this number.
    var rootSeed: UInt64 = 0
    var bits: UInt64 = 0
  }

  /// Whether one more request of this length stays within the limits of count and volume.
  func allows(_ byteCount: Int, after use: Use) -> Bool {
    use.requests < requests && use.bytes + UInt64(byteCount) <= bytes
  }

  /// Whether it stays within the root's last entropy input.
  func allows(_ byteCount: Int, after use: RootSeedUse) -> Bool {
    guard let bitsPerRootSeed else { return true }
    return use.bits + UInt64(byteCount) * 8 <= bitsPerRootSeed
  }

  /// Whether the seed will have passed its age before the leaf looks again, a period of the clock later.
  func isOld(_ use: Use, at now: Instant, period: UInt64) -> Bool {
    now.nanoseconds(since: use.seededAt) + period > seconds * 1_000_000_000
  }

  /// The longest piece of a request that may be made at once.
  var longestRequest: Int {
    guard let bitsPerRootSeed else { return .max }
    return Int(clamping: bitsPerRootSeed / 8)
  }
}
