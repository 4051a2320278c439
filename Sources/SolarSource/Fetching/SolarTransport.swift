// SPDX-License-Identifier: Apache-2.0

/// Gets one body from a server.
public protocol SolarTransport {
  /// Asks once and waits for the whole answer, within limits of time and size of its own.
  ///
  /// - Throws: why there is no new body.
  func get(_ request: SolarRequest) throws(SolarRefusal) -> SolarReply
}

/// One conditional GET.
public struct SolarRequest: Equatable, Sendable {
  /// The whole URL, which begins with "https://".
  public var url: String
  /// Sent as If-None-Match.
  public var entityTag: String?
  /// Sent as If-Modified-Since.
  public var lastModified: String?

  /// Makes a request.
  public init(url: String, entityTag: String? = nil, lastModified: String? = nil) {
    self.url = url
    self.entityTag = entityTag
    self.lastModified = lastModified
  }
}

/// A body that came with status 200, whole, inflated and declared as JSON.
public struct SolarReply: Equatable, Sendable {
  /// The body.
  public var body: [UInt8]
  /// Its ETag.
  public var entityTag: String?
  /// Its Last-Modified.
  public var lastModified: String?
  /// Seconds that it has lain in a cache on the way (Age).
  public var ageSeconds: Int?

  /// Makes a reply.
  public init(
    body: [UInt8], entityTag: String? = nil, lastModified: String? = nil, ageSeconds: Int? = nil
  ) {
    self.body = body
    self.entityTag = entityTag
    self.lastModified = lastModified
    self.ageSeconds = ageSeconds
  }
}
