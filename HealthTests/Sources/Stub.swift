// SPDX-License-Identifier: Apache-2.0
internal import SecretMemory
package struct MinEntropy: Hashable, Comparable, Sendable {
  package let units: Int
  package init(units: Int) { self.units = units }
  package static let zero = MinEntropy(units: 0)
  package static func bits(_ b: Int) -> Self { Self(units: b * 256) }
  package static func < (a: Self, b: Self) -> Bool { a.units < b.units }
  package var bits: Double { Double(units) / 256 }
}
package struct TestedSamples: ~Copyable {
  package let source: String
  package let count: Int
  package let bitsPerSample: Int
  package let testedMinEntropy: MinEntropy
  let state: GeneratorState
  package borrowing func withBytes<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R? { try state.withBytes(body) }
}
