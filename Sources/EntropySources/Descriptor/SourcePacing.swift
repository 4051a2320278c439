// SPDX-License-Identifier: Apache-2.0

/// How a source wants to be asked.
package enum SourcePacing: Hashable, Sendable {
  /// It answers at once, or poll(2) says truly when.
  case pollable
  /// It must be asked again and again: /dev/hwrng has no poll operation, so that poll(2) always says "ready".
  case paced(intervalNanoseconds: UInt64)
  /// It delivers at its own rate.
  case pushes
}
