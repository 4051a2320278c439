// SPDX-License-Identifier: Apache-2.0

/// What is known of one feed of public data. It has no credit to report: public data is worth 0 bits.
public struct PublicFeedReport: Equatable, Sendable {
  /// The source's id.
  public var id: String
  /// What it is: "NOAA space-weather data".
  public var name: String
  /// What is wrong with the feed as a whole; empty where nothing is.
  public var failure: String
  /// Its products.
  public var products: [Product]

  /// Makes a report.
  public init(id: String, name: String, failure: String = "", products: [Product] = []) {
    self.id = id
    self.name = name
    self.failure = failure
    self.products = products
  }

  /// One product.
  public struct Product: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// The named state that its last poll ended in: "accepted", "stale", "unreachable".
    public var state: String
    /// The same in words; empty where there is nothing to say.
    public var stateText: String
    /// When that poll ended, "2026-08-07T01:24:00Z"; empty before the first.
    public var polled: String
    /// When the newest accepted observation was made; empty where there is none.
    public var observed: String
    /// How old that is now, in seconds.
    public var ageSeconds: Int?
    /// How old it was when it was fetched, in seconds: how far the feed lags behind.
    public var lagSeconds: Int?
    /// The longest time without an observation in what was accepted last, in seconds; 0 for none.
    public var gapSeconds: Int
    /// "corroborated" where a second satellite saw the same, else "uncorroborated"; empty where nothing was accepted.
    public var corroboration: String
    /// Whether it has been used: "fresh", "claimed" or empty.
    public var use: String
    /// What the repetition count and adaptive proportion tests say of its series, as output sanity checks.
    public var checks: String
    /// What else was remarkable.
    public var remarks: String

    /// Makes a report of a product that was never polled.
    public init(name: String) {
      self.name = name
      state = "never-polled"
      stateText = ""
      polled = ""
      observed = ""
      gapSeconds = 0
      corroboration = ""
      use = ""
      checks = ""
      remarks = ""
    }
  }
}
