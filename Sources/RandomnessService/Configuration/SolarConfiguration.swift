// SPDX-License-Identifier: Apache-2.0

/// How NOAA's space-weather data is followed. It has no claim and no credit: anyone can have it.
///
/// The service itself follows nothing: it takes what the program hands to ``Randomness/offer(publicData:from:note:)``.
public struct SolarConfiguration: Equatable, Sendable {
  /// Where the products lie; begins with "https://", without a slash at the end.
  public var baseURL: String
  /// A file of certificates in PEM form that are trusted beside those of the system; `nil` for none.
  public var certificateFile: String?
  /// Names of the products; empty for all.
  public var products: [String]
  /// Seconds between two polls of a product, before jitter.
  public var intervalSeconds: Int
  /// For how many days accepted records are kept.
  public var keepDays: Int
  /// Folder of the records; `nil` for "solar" in the state directory.
  public var directory: String?
  /// File of the key that protects them, outside of that folder; `nil` for "solar.key" in the state directory.
  public var keyFile: String?
  /// Where the operators of the server can reach us: a URL or a mail address; sent with every request.
  public var contact: String?
  /// Whether a command that seeds also polls what is due. Otherwise only `wellspring solar fetch` and the daemon make
  /// requests, so that no request tells when keys are made.
  public var fetchesAtStart: Bool

  /// NOAA's own server.
  public static let defaultBaseURL = "https://services.swpc.noaa.gov"
  /// Intervals that may be set: at least the minute in which a product changes, at most a day.
  public static let intervalRange = 60...86_400
  /// Days that may be set.
  public static let keepRange = 1...3660

  /// Makes a configuration; everything left out is as NOAA's server wants it.
  public init(
    baseURL: String = Self.defaultBaseURL, certificateFile: String? = nil, products: [String] = [],
    intervalSeconds: Int = 300, keepDays: Int = 30, directory: String? = nil, keyFile: String? = nil,
    contact: String? = nil, fetchesAtStart: Bool = false
  ) {
    self.baseURL = baseURL
    self.certificateFile = certificateFile
    self.products = products
    self.intervalSeconds = intervalSeconds
    self.keepDays = keepDays
    self.directory = directory
    self.keyFile = keyFile
    self.contact = contact
    self.fetchesAtStart = fetchesAtStart
  }
}
