// SPDX-License-Identifier: Apache-2.0
internal import Primitives

/// An accepted body, as much of it as whoever mixes it in needs to know.
///
/// Its life goes one way: fresh, claimed, spent. Only what has been claimed is used, and a claim is durable before that, so
/// that a crash loses an observation and never repeats it.
public struct SolarObservation: Equatable, Sendable {
  /// The product that it is of.
  public let product: SolarProduct
  /// When the newest of it was observed.
  public let observed: SolarTime
  /// When it was fetched.
  public let fetched: SolarTime
  /// What a second satellite says of it. It is a remark in the log and never a credit.
  public let corroboration: Corroboration
  /// What was extracted; used once.
  public let digest: SolarDigest

  /// What a second satellite says.
  public enum Corroboration: String, CaseIterable, Sendable {
    /// Nothing: there is none for this product, or nothing was fetched of it for the same times.
    case uncorroborated
    /// The same, within tolerance.
    case corroborated
  }

  /// Makes an observation.
  public init(
    product: SolarProduct, observed: SolarTime, fetched: SolarTime, corroboration: Corroboration,
    digest: SolarDigest
  ) {
    self.product = product
    self.observed = observed
    self.fetched = fetched
    self.corroboration = corroboration
    self.digest = digest
  }

  /// The 48 bytes that are mixed in: SHA3-384 over tag and version, product, time of observation, digest, time of the fetch
  /// and corroboration, each behind its length. Public, and worth 0 bits.
  ///
  /// `nil` when libcrypto has no SHA3-384.
  public var publicBytes: [UInt8]? { try? hashed() }

  private func hashed() throws(PrimitiveError) -> [UInt8] {
    var hash = try Hash(.sha3x384)
    for part in [
      "wellspring solar contribution 1", product.rawValue, observed.description, digest.description,
      fetched.description, corroboration.rawValue,
    ] { try hash.update(framed: part) }
    var bytes = [UInt8](repeating: 0, count: SolarDigest.byteCount)
    var span = bytes.mutableSpan
    try hash.finalize(into: &span)
    return bytes
  }
}
