// SPDX-License-Identifier: Apache-2.0
package import Primitives

/// What is extracted from an accepted body: a SHA3-384 digest of what was observed. It is used once.
///
/// It says the same for the same observations, whenever and from wherever they were fetched, so that a replay has the
/// digest of what it replays. It is no secret: whoever has the feed can compute it.
public struct SolarDigest: Hashable, Sendable, CustomStringConvertible {
  /// Length in bytes.
  public static let byteCount = 48
  /// Changes when the framing does.
  private static let domain = "wellspring solar observation 1"

  /// The digest.
  public let bytes: [UInt8]

  /// Takes 48 bytes that were a digest before.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// Reads ``description`` back.
  public init?(hexadecimal text: some StringProtocol) {
    let digits = text.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case 48...57: byte - 48
      case 97...102: byte - 87
      default: nil
      }
    }
    guard digits.count == text.utf8.count, digits.count == 2 * Self.byteCount else { return nil }
    bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// The digest of a body: over tag and version, product, time of the newest observation, and all records in canonical
  /// form and order, each part behind its length.
  ///
  /// - Throws: when libcrypto has no SHA3-384.
  package init(of body: SolarBody) throws(PrimitiveError) {
    var hash = try Hash(.sha3x384)
    try hash.update(framed: Self.domain)
    try hash.update(framed: body.product.rawValue)
    try hash.update(framed: body.newest.description)
    let canonical = Array(body.records.lazy.map(\.line).joined(separator: "\n").utf8)
    try hash.update(bigEndian: UInt64(canonical.count))
    try hash.update(canonical.span)
    var digest = [UInt8](repeating: 0, count: Self.byteCount)
    var span = digest.mutableSpan
    try hash.finalize(into: &span)
    bytes = digest
  }

  /// 96 lower-case hexadecimal digits: the name of its claim.
  public var description: String { hexadecimalDigits(bytes) }
}
