// SPDX-License-Identifier: Apache-2.0

/// What bounds a request.
public struct TransportConfiguration: Equatable, Sendable {
  /// Names this program to the server, which refuses who sends nothing.
  public var userAgent: String
  /// Certificates in PEM form that are trusted, in place of those that libcurl finds by itself; empty for those.
  public var certificates: [UInt8]
  /// Milliseconds until there is a connection, TLS included.
  public var connectMilliseconds = 10_000
  /// Milliseconds for a whole request. The longest product comes compressed as 90 kB.
  public var totalMilliseconds = 30_000
  /// A connection that carries fewer bytes a second than this, for ``lowSpeedSeconds``, is given up.
  public var lowSpeedBytes = 100
  /// See ``lowSpeedBytes``.
  public var lowSpeedSeconds = 10
  /// The longest body, inflated, in bytes.
  public var bodyLimit = SolarParser.bodyLimit
  /// The longest head, in bytes: thirty times a usual one.
  public var headLimit = 16_384

  /// Makes a configuration.
  ///
  /// - Parameters:
  ///   - version: of this program.
  ///   - contact: URL or mail address for the server's operators.
  ///   - certificates: what is trusted in place of what libcurl finds by itself; empty for that.
  public init(version: String, contact: String? = nil, certificates: [UInt8] = []) {
    userAgent = "wellspring/\(version)" + (contact.map { " (+\($0))" } ?? "")
    self.certificates = certificates
  }
}
