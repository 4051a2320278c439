// SPDX-License-Identifier: Apache-2.0

/// Sources that may share their noise: the ledger takes the largest credit within a group and adds across groups.
package struct IndependenceGroup: RawRepresentable, Hashable, Sendable {
  /// The group's name.
  package let rawValue: String

  /// Names a group.
  package init(rawValue: String) { self.rawValue = rawValue }

  /// Whatever the kernel has already mixed into its own generator: getrandom, /dev/hwrng, RDSEED.
  package static let kernel = IndependenceGroup(rawValue: "kernel")
}
