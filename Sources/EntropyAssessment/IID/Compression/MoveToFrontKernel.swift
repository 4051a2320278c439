// SPDX-License-Identifier: Apache-2.0

/// The codes that bzip2 makes of a transformed block: how many other characters came since each character came last, with runs
/// of repeated characters written as numbers in two digits.
@safe struct MoveToFrontKernel: ~Copyable {
  /// The codes of the last block, the end's included.
  let codes: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  /// Which characters the block has.
  private(set) var present: [Bool] = []

  /// The codes of the two digits: a run of n is n + 1 in binary digits without the first, lowest first.
  private static let digitCodes: (UInt8, UInt8) = (0, 1)

  /// Tables by character; see ``encode(_:length:)``.
  private let bits: UnsafeMutablePointer<SIMD8<UInt16>>
  private let lows: UnsafeMutablePointer<SIMD8<UInt16>>
  private let highs: UnsafeMutablePointer<SIMD8<UInt16>>
  /// The state in memory, where a lane can be read by its number.
  private let state: UnsafeMutablePointer<SIMD8<UInt16>>
  /// The code of a character by the set of those that came since: behind the two digits' codes, as there is none for an empty set.
  private let codeOf: UnsafeMutablePointer<UInt8>
  /// The digits of a number of repetitions, the first one in the lowest byte.
  private let runs: UnsafeMutablePointer<(digits: UInt64, count: Int)>
  /// Repetitions that have their digits in the table.
  private static let tabled = 128

  /// - Parameter capacity: of the greatest block.
  init(capacity: Int) {
    // Digits are stored eight at a time.
    unsafe codes = .allocate(capacity: capacity + 9)
    unsafe bits = .allocate(capacity: 16)
    unsafe lows = .allocate(capacity: 16)
    unsafe highs = .allocate(capacity: 16)
    unsafe state = .allocate(capacity: 2)
    unsafe codeOf = .allocate(capacity: 1 << BlockTransformKernel.characters)
    unsafe runs = .allocate(capacity: Self.tabled)
    for character in 0..<16 {
      unsafe bits[character] = SIMD8(repeating: 1 << UInt16(character))
      var (low, high) = (SIMD8<UInt16>(repeating: .max), SIMD8<UInt16>(repeating: .max))
      if character < 8 { low[character] = 0 } else { high[character & 7] = 0 }
      unsafe lows[character] = low
      unsafe highs[character] = high
    }
    for set in 0..<(1 << BlockTransformKernel.characters) {
      unsafe codeOf[set] = Self.digitCodes.1 + UInt8(truncatingIfNeeded: set.nonzeroBitCount)
    }
    for repetitions in 0..<Self.tabled {
      var (digits, count, rest) = (UInt64(0), 0, repetitions + 1)
      while rest > 1 {
        digits |= UInt64(rest & 1 == 0 ? Self.digitCodes.0 : Self.digitCodes.1) << UInt64(8 * count)
        count += 1
        rest >>= 1
      }
      unsafe runs[repetitions] = (digits, count)
    }
  }

  deinit {
    unsafe runs.deallocate()
    unsafe codes.deallocate()
    unsafe bits.deallocate()
    unsafe lows.deallocate()
    unsafe highs.deallocate()
    unsafe state.deallocate()
    unsafe codeOf.deallocate()
  }

  /// How many different codes there can be: two digits, a code for each character but the first of all, and the end.
  var codeCount: Int { present.count { $0 } + 2 }

  /// Codes a block of at least one character.
  ///
  /// - Parameter present: which characters it has.
  mutating func encode(_ characters: UnsafePointer<UInt8>, length: Int, present: [Bool]) {
    precondition(length > 0)
    self.present = present
    // For each character, which others came since it came last; at first those before it. Of these there are as many as its place
    // in the list that the standard description of the transform keeps.
    var (low, high) = (SIMD8<UInt16>(), SIMD8<UInt16>())
    var before: UInt16 = 0
    for character in present.indices where present[character] {
      if character < 8 { low[character] = before } else { high[character & 7] = before }
      before |= 1 << UInt16(character)
    }
    count = unsafe encode(characters, length: length, low, high)
  }

  /// The same from a state on; returns how many codes there are.
  private func encode(
    _ characters: UnsafePointer<UInt8>, length: Int, _ first: SIMD8<UInt16>, _ second: SIMD8<UInt16>
  ) -> Int {
    var (low, high) = (first, second)
    // For each character: its bit in all lanes, and all bits in all lanes but its own.
    let bits = unsafe self.bits, lows = unsafe self.lows, highs = unsafe self.highs
    let state = unsafe self.state, codeOf = unsafe self.codeOf, runs = unsafe self.runs
    unsafe state[0] = low
    unsafe state[1] = high
    let lanes = unsafe UnsafeRawPointer(state).assumingMemoryBound(to: UInt16.self)
    let codes = unsafe UnsafeMutableRawPointer(self.codes)
    var written = 0
    // Where the run began that goes on; the first character of all counts as having come before the block.
    let firstOfAll = UInt8(truncatingIfNeeded: present.firstIndex(of: true) ?? 0)
    var start = unsafe characters[0] == firstOfAll ? -1 : 0
    // Ends the run: its repetitions as a number.
    @inline(__always)
    func endRun(_ end: Int) {
      let repetitions = end &- start &- 1
      if repetitions < Self.tabled {
        let run = unsafe runs[repetitions]
        unsafe codes.storeBytes(of: run.digits, toByteOffset: written, as: UInt64.self)
        written &+= run.count
      } else {
        var rest = repetitions &+ 1
        while rest > 1 {
          unsafe codes.storeBytes(
            of: rest & 1 == 0 ? Self.digitCodes.0 : Self.digitCodes.1, toByteOffset: written, as: UInt8.self)
          written &+= 1
          rest &>>= 1
        }
      }
    }
    @inline(__always)
    func begin(_ place: Int) {
      // Characters are below 11, sets of them below 2^11.
      let index = unsafe Int(characters[place])
      let code = unsafe codeOf[Int(lanes[index])]
      unsafe codes.storeBytes(of: code, toByteOffset: written, as: UInt8.self)
      written &+= 1
      low = unsafe (low | bits[index]) & lows[index]
      high = unsafe (high | bits[index]) & highs[index]
      unsafe state[0] = low
      unsafe state[1] = high
    }
    if start == 0 { begin(0) }
    var place = 1
    // Where a character differs from the one before, 64 places at a time.
    while place &+ 64 <= length {
      var changes = unsafe changes(characters + place)
      while changes != 0 {
        let change = place &+ changes.trailingZeroBitCount
        endRun(change)
        begin(change)
        start = change
        changes &= changes &- 1
      }
      place &+= 64
    }
    while place < length {
      if unsafe characters[place] != characters[place &- 1] {
        endRun(place)
        begin(place)
        start = place
      }
      place &+= 1
    }
    endRun(length)
    let end = UInt8(truncatingIfNeeded: codeCount - 1)
    unsafe codes.storeBytes(of: end, toByteOffset: written, as: UInt8.self)
    return written + 1
  }

  /// A bit for each of 64 places whose character differs from the one before, the first one's the lowest.
  @inline(__always)
  private func changes(_ characters: UnsafePointer<UInt8>) -> UInt64 {
    let raw = unsafe UnsafeRawPointer(characters)
    // The highest bit of each byte, and that of the lowest.
    let (tops, ones): (UInt64, UInt64) = (0x8080_8080_8080_8080, 0x0101_0101_0101_0101)
    var changes: UInt64 = 0
    for part in 0..<8 {
      let here = unsafe raw.loadUnaligned(fromByteOffset: 8 &* part, as: UInt64.self)
      let before = unsafe raw.loadUnaligned(fromByteOffset: 8 &* part &- 1, as: UInt64.self)
      // Characters are below 128, so a difference carries into the highest bit of its byte; the product puts the bits together.
      let differs = ((here ^ before) &+ (tops &- ones)) & tops
      changes |= (((differs &>> 7) &* 0x0102_0408_1020_4080) &>> 56) &<< UInt64(8 &* part)
    }
    return changes
  }
}
