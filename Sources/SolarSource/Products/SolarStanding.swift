// SPDX-License-Identifier: Apache-2.0

/// What is remembered of one product between two polls and two processes.
public struct SolarStanding: Equatable, Sendable {
  /// When it was last asked for, whatever came of it.
  public var lastRequest: SolarTime?
  /// It is not asked for before this: the server's wish, or the back-off after failures.
  public var notBefore: SolarTime?
  /// Polls that have failed since the last that did not.
  public var failures = 0
  /// The server's ETag of the last body, for a conditional request.
  public var entityTag: String?
  /// Its Last-Modified, likewise.
  public var lastModified: String?
  /// The state that the last poll ended in: "accepted", or ``SolarRefusal/state``.
  public var state = "never-polled"
  /// The same in words; empty where there is nothing to say.
  public var stateText = ""
  /// When the last poll ended.
  public var stateTime: SolarTime?
  /// What was accepted last.
  public var accepted: SolarObservation?
  /// Remarks on it, in words.
  public var remarks = ""
  /// The longest time without an observation in it, in seconds; 0 for none.
  public var gapSeconds = 0
  /// The newest observation that was ever claimed: nothing up to it is claimed again.
  public var claimed: SolarTime?
  /// Its digest, which is the name of its claim.
  public var claimedDigest: SolarDigest?

  /// A product that was never asked for.
  public init() {}

  /// What may be claimed at a moment: accepted, not older than its product allows, and never claimed before.
  public func fresh(at now: SolarTime) -> SolarObservation? {
    guard let accepted, now.seconds(since: accepted.observed) <= accepted.product.maximumAge,
      claimed.map({ $0 < accepted.observed }) ?? true
    else { return nil }
    return accepted
  }
}
