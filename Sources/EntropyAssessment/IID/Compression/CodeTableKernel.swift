// SPDX-License-Identifier: Apache-2.0

/// How many bits bzip2 writes for the codes of a block: up to six tables of code lengths, of which each group of 50 codes takes
/// the one that makes it shortest, refined four times.
enum CodeTableKernel {
  private static let groupLength = 50
  private static let rounds = 4
  /// Lengths that the first tables assume: of codes that a table is for, and of others.
  private static let (assumedShort, assumedLong) = (UInt16(0), UInt16(15))
  private static let mostTables = 6

  /// How often each code occurs in a group, up to 50 times.
  private typealias Group = SIMD16<UInt8>
  /// For each code, the length of it in each table.
  private typealias Lengths = InlineArray<16, SIMD8<UInt16>>

  /// Bits of the tables, of which group takes which, and of the codes.
  ///
  /// - Parameters:
  ///   - codes: at least 1.
  ///   - alphabet: how many different codes there can be, up to 13.
  static func bits(_ codes: UnsafeBufferPointer<UInt8>, alphabet: Int) -> Int {
    let count = codes.count
    let groupCount = (count + groupLength - 1) / groupLength
    return unsafe withUnsafeTemporaryAllocation(of: Group.self, capacity: groupCount) { groups in
      unsafe fill(groups, codes)
      return unsafe bits(UnsafeBufferPointer(groups), codes: count, alphabet: alphabet)
    }
  }

  private static func bits(_ groups: UnsafeBufferPointer<Group>, codes: Int, alphabet: Int) -> Int {
    let tables = tableCount(codes)
    let counts = unsafe counts(groups)
    // A lane for each table; those that there are not are never shortest.
    var lengths = initial(counts, codes: codes, alphabet: alphabet, tables: tables)
    var frequencies: [[Int]] = []
    var selectorBits = 0
    for _ in 0..<rounds {
      (frequencies, selectorBits) = unsafe choose(groups, lengths, alphabet: alphabet, tables: tables)
      for table in 0..<tables {
        for (code, length) in CodeLengths.all(frequencies[table]).enumerated() {
          lengths[code][table] = UInt16(truncatingIfNeeded: length)
        }
      }
    }
    var bits = 3 + 15 + selectorBits
    for table in 0..<tables {
      // The first length, and for each code two bits for a step up or down and one at the end.
      bits += 5
      var current = Int(lengths[0][table])
      for code in 0..<alphabet {
        let length = Int(lengths[code][table])
        bits += 2 * abs(length - current) + 1 + frequencies[table][code] * length
        current = length
      }
    }
    return bits
  }

  /// Counts the codes of each group, which is all that decides which table makes it shortest.
  private static func fill(_ groups: UnsafeMutableBufferPointer<Group>, _ codes: UnsafeBufferPointer<UInt8>) {
    // For each code, a one in its lane.
    unsafe withUnsafeTemporaryAllocation(of: Group.self, capacity: 16) { units in
      for code in 0..<16 {
        var unit = Group()
        unit[code] = 1
        unsafe units[code] = unit
      }
      var place = 0
      for group in 0..<groups.count {
        let end = min(place &+ groupLength, codes.count)
        var sum = Group()
        while place < end {
          // A masked code is below 16.
          sum = unsafe sum &+ units[Int(codes[place] & 15)]
          place &+= 1
        }
        unsafe groups[group] = sum
      }
    }
  }

  private static func counts(_ groups: UnsafeBufferPointer<Group>) -> [Int] {
    var sums = SIMD16<UInt32>()
    for group in 0..<groups.count { unsafe sums = sums &+ SIMD16(truncatingIfNeeded: groups[group]) }
    return (0..<16).map { Int(sums[$0]) }
  }

  private static func tableCount(_ codes: Int) -> Int {
    switch codes {
    case ..<200: 2
    case ..<600: 3
    case ..<1200: 4
    case ..<2400: 5
    default: mostTables
    }
  }

  /// Tables for parts of the alphabet that occur about equally often each, from the last table on.
  private static func initial(
    _ counts: [Int], codes: Int, alphabet: Int, tables: Int
  ) -> Lengths {
    var lengths = Lengths(repeating: SIMD8(repeating: assumedLong))
    var (left, first) = (codes, 0)
    for table in stride(from: tables - 1, through: 0, by: -1) {
      let wanted = left / (table + 1)
      var (last, sum) = (first - 1, 0)
      while sum < wanted, last < alphabet - 1 {
        last += 1
        sum += counts[last]
      }
      // Every second part in between gives its last code away.
      if last > first, table != tables - 1, table != 0, (tables - 1 - table) % 2 == 1 {
        sum -= counts[last]
        last -= 1
      }
      for code in first..<max(first, last + 1) { lengths[code][table] = assumedShort }
      (left, first) = (left - sum, last + 1)
    }
    for table in tables..<8 {
      // 50 of them fit into 16 bits, and are more than any real table's.
      for code in 0..<16 { lengths[code][table] = 1000 }
    }
    return lengths
  }

  /// Chooses a table for each group; the codes of each table's groups, and the bits that the choices take.
  private static func choose(
    _ groups: UnsafeBufferPointer<Group>, _ lengths: Lengths, alphabet: Int, tables: Int
  ) -> (frequencies: [[Int]], bits: Int) {
    unsafe withUnsafeTemporaryAllocation(of: SIMD8<UInt16>.self, capacity: 16) { table in
      for code in 0..<16 { unsafe table[code] = lengths[code] }
      return unsafe withUnsafeTemporaryAllocation(of: SIMD16<UInt32>.self, capacity: mostTables) { sums in
        unsafe sums.initialize(repeating: SIMD16())
        let bits = unsafe choose(groups, UnsafeBufferPointer(table), alphabet: alphabet, sums)
        let frequencies = (0..<tables).map { table in
          (0..<alphabet).map { code in unsafe Int(sums[table][code]) }
        }
        return (frequencies, bits)
      }
    }
  }

  /// The same, with the codes added to the sums of their table.
  private static func choose(
    _ groups: UnsafeBufferPointer<Group>, _ lengths: UnsafeBufferPointer<SIMD8<UInt16>>, alphabet: Int,
    _ sums: UnsafeMutableBufferPointer<SIMD16<UInt32>>
  ) -> Int {
    // The tables by last use, the latest in the lowest 4 bits.
    var recent: UInt64 = 0x7654_3210
    var bits = 0
    for index in 0..<groups.count {
      let group = unsafe groups[index]
      // At most 50 times 1000.
      var cost = SIMD8<UInt16>()
      for code in 0..<alphabet { cost = unsafe cost &+ lengths[code] &* UInt16(group[code]) }
      var best = 0
      var least = cost[0]
      for table in 1..<mostTables where cost[table] < least {
        least = cost[table]
        best = table
      }
      // There is a sum for each of the tables.
      unsafe sums[best] = sums[best] &+ SIMD16(truncatingIfNeeded: group)
      // Moved to the front: as many ones as there were others since, and a zero.
      var position: UInt64 = 0
      while recent &>> (4 &* position) & 15 != UInt64(best) { position &+= 1 }
      let before = recent & ((1 &<< (4 &* position)) &- 1)
      let behind = recent & (UInt64.max &<< (4 &* position &+ 4))
      recent = behind | before &<< 4 | UInt64(best)
      bits &+= Int(position) &+ 1
    }
    return bits
  }
}
