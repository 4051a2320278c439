// SPDX-License-Identifier: Apache-2.0
import Conditioning
import HealthTests
import TestSupport
import Testing

/// Credit within groups and across them (C-11, C-16), against a model that adds up from scratch.
@Suite struct CreditAccountTests {
  struct Booking: Equatable {
    var source: String
    var group: String
    var credit: CreditedEntropy
  }

  static func bookings(_ random: inout SeededGenerator) -> [Booking] {
    (0..<Int.random(in: 0...12, using: &random)).map { _ in
      Booking(
        source: "s\(Int.random(in: 0...4, using: &random))",
        group: "g\(Int.random(in: 0...2, using: &random))",
        credit: CreditedEntropy(
          samples: Int.random(in: 0...100, using: &random),
          at: MinEntropy(units: Int.random(in: 0...2048, using: &random))))
    }
  }

  static func total(_ bookings: [Booking]) -> CreditedEntropy {
    var account = CreditAccount()
    for booking in bookings { account.add(booking.credit, source: booking.source, group: booking.group) }
    return account.total
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `groups add up, and within a group the largest source counts alone`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bookings = Self.bookings(&random)
    var expected = 0
    for group in Set(bookings.map(\.group)) {
      let inGroup = bookings.filter { $0.group == group }
      expected +=
        Set(inGroup.map(\.source)).map { source in
          inGroup.filter { $0.source == source }.reduce(0) { $0 + $1.credit.units }
        }.max() ?? 0
    }
    #expect(Self.total(bookings).units == expected, "seed \(seed)")
    #expect(Self.total(bookings.shuffled(using: &random)).units == expected, "seed \(seed)")
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `nothing that is done to bookings raises credit`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var bookings = Self.bookings(&random)
    let before = Self.total(bookings)
    // One more booking adds at most itself.
    let extra = Booking(source: "s9", group: "g1", credit: CreditedEntropy(samples: 3, at: .bits(2)))
    #expect(Self.total(bookings + [extra]) <= before + extra.credit, "seed \(seed)")
    // A second source of one group adds only what it has above the first.
    #expect(Self.total(bookings + [extra, extra]) <= before + extra.credit + extra.credit)
    guard let index = bookings.indices.randomElement(using: &random) else { return }
    // Split in two: the same. Moved into another source's group: not more. Its group merged into another: not more.
    var split = bookings
    let half = CreditedEntropy(samples: bookings[index].credit.units / 2, at: MinEntropy(units: 1))
    let rest = CreditedEntropy(
      samples: bookings[index].credit.units - half.units, at: MinEntropy(units: 1))
    split[index].credit = half
    split.append(bookings[index])
    split[split.count - 1].credit = rest
    #expect(Self.total(split) == before, "seed \(seed)")
    let (from, to) = (bookings[index].group, bookings.randomElement(using: &random)?.group ?? "")
    for other in bookings.indices where bookings[other].group == from { bookings[other].group = to }
    // Bookings of one source in two groups become one source's: those stand for two devices of one name, which a
    // service refuses (ids are unique), so they are left out here.
    let sources = Dictionary(grouping: bookings, by: \.source).values
    if sources.allSatisfy({ Set($0.map(\.group)).count == 1 }), from != to {
      #expect(Self.total(bookings) <= before, "seed \(seed)")
    }
  }

  @Test func `amounts are exact in 1/256 bit`() {
    #expect(CreditedEntropy.bits(448) == CreditedEntropy(samples: 56, at: .bits(8)))
    #expect(CreditedEntropy(samples: 448 * 256 - 1, at: MinEntropy(units: 1)) < .bits(448))
    #expect(CreditedEntropy(samples: 3, at: MinEntropy(units: 1)).bits == 3.0 / 256)
    #expect(CreditAccount().total == .zero)
  }
}
