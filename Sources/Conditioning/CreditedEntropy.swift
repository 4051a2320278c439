// SPDX-License-Identifier: Apache-2.0
package import HealthTests

/// An amount of credited entropy, in units of 1/256 bit, which sums and compares exactly.
package struct CreditedEntropy: Hashable, Comparable, Sendable {
  /// The amount in 1/256 bit; never negative.
  package let units: Int

  /// No credit.
  package static let zero = CreditedEntropy(units: 0)

  /// An amount of whole bits.
  package static func bits(_ bits: Int) -> CreditedEntropy { CreditedEntropy(units: bits * 256) }

  /// `samples` samples at this min-entropy each.
  package init(samples: Int, at perSample: MinEntropy) { units = samples * perSample.units }

  private init(units: Int) { self.units = units }

  /// The amount in bits.
  package var bits: Double { Double(units) / 256 }

  package static func < (a: Self, b: Self) -> Bool { a.units < b.units }
  package static func + (a: Self, b: Self) -> Self { Self(units: a.units + b.units) }
}
