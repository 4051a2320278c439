// SPDX-License-Identifier: Apache-2.0

/// Which of up to six tables of code lengths makes each group of codes shortest, computed for eight groups at a time.
///
/// - Threading: one thread at a time.
@safe struct GroupColumns: ~Copyable {
  private typealias Lanes = SIMD8<Int16>

  private static let mostTables = 6
  /// Longer than any code, and short enough that 8 * 50 of it fit into 16 bits.
  private static let unused = 40

  /// How many there are.
  let groups: Int
  private let alphabet: Int
  /// Eight groups each, the last ones empty.
  private let columns: Int
  /// For each column and code, how often it occurs in each of the groups.
  private let counts: UnsafeMutablePointer<Lanes>
  private let choices: UnsafeMutablePointer<Lanes>
  private let lengths: UnsafeMutablePointer<Lanes>

  /// - Parameter rows: how often each code occurs in each group, up to 50 times.
  init(_ rows: UnsafeMutableBufferPointer<SIMD16<UInt8>>, alphabet: Int) {
    precondition(alphabet <= 16)
    groups = rows.count
    self.alphabet = alphabet
    columns = (rows.count + 7) / 8
    unsafe counts = .allocate(capacity: columns * alphabet)
    unsafe choices = .allocate(capacity: columns)
    unsafe lengths = .allocate(capacity: alphabet * Self.mostTables)
    unsafe choices.initialize(repeating: Lanes(), count: columns)
    if columns > 0 {
      // The last column may not be full.
      unsafe (counts + (columns - 1) * alphabet).initialize(repeating: Lanes(), count: alphabet)
    }
    let cells = unsafe UnsafeMutableRawPointer(counts).assumingMemoryBound(to: Int16.self)
    for group in 0..<rows.count {
      let row = unsafe rows[group]
      var cell = (group &>> 3) &* alphabet &* 8 &+ group & 7
      for code in 0..<alphabet {
        unsafe cells[cell] = Int16(row[code])
        cell &+= 8
      }
    }
  }

  deinit {
    unsafe counts.deallocate()
    unsafe choices.deallocate()
    unsafe lengths.deallocate()
  }

  /// The table that a group took last.
  @inline(__always)
  func choice(_ group: Int) -> Int {
    unsafe Int(UnsafeRawPointer(choices).load(fromByteOffset: 2 &* group, as: UInt16.self) & 7)
  }

  /// Chooses for each group the table that makes it shortest, the first one among equals.
  ///
  /// - Parameter tables: for each code, its length in each table.
  func choose(_ tables: [[Int]]) {
    // Bits times 8, so that the number of the table can be added.
    for code in 0..<alphabet {
      for table in 0..<Self.mostTables {
        let length = table < tables[code].count ? tables[code][table] : Self.unused
        unsafe lengths[code * Self.mostTables + table] = Lanes(repeating: Int16(8 * length))
      }
    }
    for column in 0..<columns {
      let counts = unsafe counts + column &* alphabet
      var (a, b, c) = (Lanes(), Lanes(repeating: 1), Lanes(repeating: 2))
      var (d, e, f) = (Lanes(repeating: 3), Lanes(repeating: 4), Lanes(repeating: 5))
      var lengths = unsafe lengths
      for code in 0..<alphabet {
        let count = unsafe counts[code]
        unsafe a &+= count &* lengths[0]
        unsafe b &+= count &* lengths[1]
        unsafe c &+= count &* lengths[2]
        unsafe d &+= count &* lengths[3]
        unsafe e &+= count &* lengths[4]
        unsafe f &+= count &* lengths[5]
        unsafe lengths += Self.mostTables
      }
      unsafe choices[column] = least(least(least(a, b), least(c, d)), least(e, f))
    }
  }

  /// The lesser of each lane; they are not negative.
  @inline(__always)
  private func least(_ first: Lanes, _ second: Lanes) -> Lanes {
    let difference = first &- second
    return second &+ (difference & (difference &>> 15))
  }
}
