// SPDX-License-Identifier: Apache-2.0

/// How many bits bzip2 writes for the codes of a block: up to six tables of code lengths, of which each group of 50 codes takes
/// the one that makes it shortest, refined four times.
enum CodeTableKernel {
  private static let groupLength = 50
  private static let rounds = 4
  /// Lengths that the first tables assume: of codes that a table is for, and of others.
  private static let (assumedShort, assumedLong) = (0, 15)
  private static let mostTables = 6

  /// How often each code occurs in a group, up to 50 times.
  private typealias Group = SIMD16<UInt8>
  /// For each code and table, the length of the code.
  private typealias Lengths = [[Int]]

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
      let columns = unsafe GroupColumns(groups, alphabet: alphabet)
      return unsafe bits(UnsafeBufferPointer(groups), columns, codes: count, alphabet: alphabet)
    }
  }

  private static func bits(
    _ groups: UnsafeBufferPointer<Group>, _ columns: borrowing GroupColumns, codes: Int, alphabet: Int
  ) -> Int {
    let tables = tableCount(codes)
    let counts = unsafe counts(groups)
    var lengths = initial(counts, codes: codes, alphabet: alphabet, tables: tables)
    var frequencies: [[Int]] = []
    for _ in 0..<rounds {
      columns.choose(lengths)
      frequencies = unsafe sums(groups, columns, alphabet: alphabet, tables: tables)
      for table in 0..<tables {
        for (code, length) in CodeLengths.all(frequencies[table]).enumerated() {
          lengths[code][table] = length
        }
      }
    }
    var bits = 3 + 15 + selectorBits(columns)
    for table in 0..<tables {
      // The first length, and for each code two bits for a step up or down and one at the end.
      bits += 5
      var current = lengths[0][table]
      for code in 0..<alphabet {
        let length = lengths[code][table]
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
    var lengths = Lengths(repeating: [Int](repeating: assumedLong, count: tables), count: alphabet)
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
    return lengths
  }

  /// How often each code occurs in the groups that took a table.
  private static func sums(
    _ groups: UnsafeBufferPointer<Group>, _ columns: borrowing GroupColumns, alphabet: Int, tables: Int
  ) -> [[Int]] {
    var frequencies = [[Int]](repeating: [Int](repeating: 0, count: alphabet), count: tables)
    // As many groups of 50 codes have sums below 2^16.
    let part = Int(UInt16.max) / groupLength
    unsafe withUnsafeTemporaryAllocation(of: SIMD16<UInt16>.self, capacity: 8) { sums in
      for first in stride(from: 0, to: groups.count, by: part) {
        unsafe sums.initialize(repeating: SIMD16())
        for group in first..<min(first + part, groups.count) {
          // A choice is below 8.
          let table = columns.choice(group)
          unsafe sums[table] = sums[table] &+ SIMD16(truncatingIfNeeded: groups[group])
        }
        for table in 0..<tables {
          for code in 0..<alphabet { frequencies[table][code] += unsafe Int(sums[table][code]) }
        }
      }
    }
    return frequencies
  }

  /// Each choice is written as the number of others since it was made last, in as many ones, and a zero.
  private static func selectorBits(_ columns: borrowing GroupColumns) -> Int {
    // The tables by last use, the latest in the lowest 4 bits.
    var recent: UInt64 = 0x7654_3210
    var bits = 0
    for group in 0..<columns.groups {
      let table = UInt64(columns.choice(group))
      // The place of the 4 bits that are equal: the lowest one of which a difference of zero borrows.
      let difference = recent ^ (table &* 0x1111_1111)
      let equal = (difference &- 0x1111_1111) & ~difference & 0x8888_8888
      let position = UInt64(equal.trailingZeroBitCount &- 3)
      let before = recent & ((1 &<< position) &- 1)
      let behind = recent & (UInt64.max &<< (position &+ 4))
      recent = behind | before &<< 4 | table
      bits &+= Int(position &>> 2) &+ 1
    }
    return bits
  }
}
