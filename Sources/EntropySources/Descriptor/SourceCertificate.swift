// SPDX-License-Identifier: Apache-2.0

/// The certificate that an opaque source's claim rests on, as an operator has entered it.
package struct SourceCertificate: Hashable, Sendable {
  /// Its number, such as an entropy validation number.
  package let number: String
  /// Who issued it.
  package let issuer: String
  /// The operating environment that it names.
  package let operatingEnvironment: String
  /// Last day of validity, "2029-12-31"; such dates sort as text.
  package let expiry: String

  /// Makes a certificate; whether it is still valid is for the holder of a calendar to say.
  package init(number: String, issuer: String, operatingEnvironment: String, expiry: String) {
    self.number = number
    self.issuer = issuer
    self.operatingEnvironment = operatingEnvironment
    self.expiry = expiry
  }
}
