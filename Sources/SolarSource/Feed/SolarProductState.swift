// SPDX-License-Identifier: Apache-2.0

/// How one product stands, as people and programs are shown it.
public struct SolarProductState: Equatable, Sendable {
  /// Which product.
  public var product: SolarProduct
  /// The named state that its last poll ended in.
  public var state = "never-polled"
  /// The same in words.
  public var stateText = ""
  /// When that poll ended.
  public var polled: SolarTime?
  /// When the newest accepted observation was made.
  public var observed: SolarTime?
  /// When it was fetched.
  public var fetched: SolarTime?
  /// The longest time without an observation in what was accepted last, in seconds; 0 for none.
  public var gapSeconds = 0
  /// What a second satellite says of it.
  public var corroboration: SolarObservation.Corroboration?
  /// Whether it has been used.
  public var use = Use.none
  /// What tests on its series say, as output sanity checks.
  public var checks = ""
  /// What else was remarkable.
  public var remarks = ""

  /// Whether the newest accepted observation has been used.
  public enum Use: String, Sendable {
    /// There is none, or it is too old to be used.
    case none = ""
    /// It may be claimed.
    case fresh
    /// It was claimed, and is not used again.
    case claimed
  }

  /// A product that was never polled.
  public init(product: SolarProduct) { self.product = product }

  /// What is remembered of a product, at a moment.
  ///
  /// - Parameters:
  ///   - product: which one.
  ///   - standing: what is remembered of it.
  ///   - now: the moment.
  ///   - checks: what tests on its series say.
  public init(product: SolarProduct, _ standing: SolarStanding, at now: SolarTime, checks: String = "") {
    self.product = product
    state = standing.state
    stateText = standing.stateText
    polled = standing.stateTime
    observed = standing.accepted?.observed
    fetched = standing.accepted?.fetched
    gapSeconds = standing.gapSeconds
    corroboration = standing.accepted?.corroboration
    if let accepted = standing.accepted {
      if let claimed = standing.claimed, claimed >= accepted.observed {
        use = .claimed
      } else if standing.fresh(at: now) != nil {
        use = .fresh
      }
    }
    self.checks = checks
    remarks = standing.remarks
  }
}
