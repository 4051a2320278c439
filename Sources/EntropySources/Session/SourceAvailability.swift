// SPDX-License-Identifier: Apache-2.0

/// What a probe found, without opening anything.
package enum SourceAvailability: Equatable, Sendable {
  /// It is worth opening.
  case present
  /// There is no such device, or what is there is no device; the reason says which.
  case absent(reason: SourceError)
  /// It exists and may not be read; the reason is ``SourceError/denied(path:errno:fix:)``.
  case denied(reason: SourceError)
}
