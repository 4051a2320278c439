// SPDX-License-Identifier: Apache-2.0

/// The far end of a ``SolarFeed``: what the fetcher process does.
///
/// It holds the store and the network, and no seed. Everything that it says goes through `say`, which returns false when nobody
/// listens any more.
public struct SolarAgent {
  private let store: SolarStore
  private let products: [SolarProduct]
  private let now: () -> SolarTime
  private let checks: (SolarProduct, [SolarRecord]) -> String
  private let say: (SolarMessage) -> Bool

  /// Makes an agent.
  ///
  /// - Parameters:
  ///   - store: what was accepted, and what is remembered.
  ///   - products: those that are followed.
  ///   - now: the clock.
  ///   - checks: what tests on the series of a product say of its newest records; "" where there are none.
  ///   - say: writes a message; false when nobody reads it.
  public init(
    store: SolarStore, products: Set<SolarProduct>, now: @escaping () -> SolarTime,
    checks: @escaping (SolarProduct, [SolarRecord]) -> String = { _, _ in "" },
    say: @escaping (SolarMessage) -> Bool
  ) {
    self.store = store
    self.products = SolarPoller.order.filter { products.contains($0) }
    self.now = now
    self.checks = checks
    self.say = say
  }

  /// In which order what waits is claimed: first what has most digits, and among these what a second satellite can corroborate.
  private var claimOrder: [SolarProduct] {
    let first: [SolarProduct] = [
      .primaryXRays6Hour, .primaryXRays1Day, .secondaryXRays6Hour, .secondaryXRays1Day,
    ]
    return first.filter { products.contains($0) } + products.filter { !first.contains($0) }
  }

  /// Tells how each product stands.
  ///
  /// - Returns: whether somebody listens.
  public func report() throws(SolarStoreError) -> Bool {
    let standings = try store.standings()
    let time = now()
    for product in products {
      let standing = standings[product] ?? SolarStanding()
      var words = ""
      if let accepted = standing.accepted {
        // A damaged file of one product is said of that product.
        do throws(SolarStoreError) {
          words = checks(
            product, try store.records(of: product, from: accepted.observed.adding(seconds: -86_400)))
        } catch { words = error.description }
      }
      let state = SolarProductState(product: product, standing, at: time, checks: words)
      guard say(.standing(state)) else { return false }
    }
    return true
  }

  /// Claims what waits and hands it over.
  ///
  /// - Parameter limit: how many at most.
  /// - Returns: whether somebody listens.
  public func claim(limit: Int = .max) throws(SolarStoreError) -> Bool {
    var left = limit
    for product in claimOrder where left > 0 {
      guard let observation = try store.claim(product, at: now()) else { continue }
      // Handed over or not, it is not given again.
      let isHeard = say(.observation(observation))
      try store.spend(observation)
      guard isHeard else { return false }
      left -= 1
    }
    return true
  }

  /// Polls what is due.
  ///
  /// - Returns: whether anything was.
  public func poll(_ poller: SolarPoller, isAsked: Bool = false) throws(SolarStoreError) -> Bool {
    var wasDue = false
    for product in products { wasDue = try poller.poll(product, isAsked: isAsked) || wasDue }
    return wasDue
  }

  /// When the next product falls due.
  public func nextPoll(_ pacing: SolarPacing) throws(SolarStoreError) -> SolarTime {
    let standings = try store.standings()
    let time = now()
    return products.map { pacing.next(standings[$0] ?? SolarStanding(), at: time) }.min()
      ?? SolarTime.range.upperBound
  }
}
