// SPDX-License-Identifier: Apache-2.0

/// Where samples are to come from, as configured.
package struct SourceProvenance: Hashable, Sendable {
  /// Device path, or `nil` for what has none.
  package var path: String?
  /// System call or driver: "getrandom(2)", "character device".
  package var origin: String
  /// The mode that the device was put into, where it has several: "raw".
  package var mode: String?

  /// Makes a provenance.
  package init(path: String? = nil, origin: String, mode: String? = nil) {
    self.path = path
    self.origin = origin
    self.mode = mode
  }
}
