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
  /// How many characters a set has.
  private let sizes: UnsafeMutablePointer<UInt8>

  /// - Parameter capacity: of the greatest block.
  init(capacity: Int) {
    unsafe codes = .allocate(capacity: capacity + 1)
    unsafe bits = .allocate(capacity: 16)
    unsafe lows = .allocate(capacity: 16)
    unsafe highs = .allocate(capacity: 16)
    unsafe state = .allocate(capacity: 2)
    unsafe sizes = .allocate(capacity: 1 << BlockTransformKernel.characters)
    for character in 0..<16 {
      unsafe bits[character] = SIMD8(repeating: 1 << UInt16(character))
      var (low, high) = (SIMD8<UInt16>(repeating: .max), SIMD8<UInt16>(repeating: .max))
      if character < 8 { low[character] = 0 } else { high[character & 7] = 0 }
      unsafe lows[character] = low
      unsafe highs[character] = high
    }
    for set in 0..<(1 << BlockTransformKernel.characters) {
      unsafe sizes[set] = UInt8(truncatingIfNeeded: set.nonzeroBitCount)
    }
  }

  deinit {
    unsafe codes.deallocate()
    unsafe bits.deallocate()
    unsafe lows.deallocate()
    unsafe highs.deallocate()
    unsafe state.deallocate()
    unsafe sizes.deallocate()
  }

  /// How many different codes there can be: two digits, a code for each character but the first of all, and the end.
  var codeCount: Int { present.count { $0 } + 2 }

  /// Codes a block.
  mutating func encode(_ characters: UnsafePointer<UInt8>, length: Int) {
    var isPresent = [Bool](repeating: false, count: BlockTransformKernel.characters)
    for place in 0..<length { isPresent[Int(unsafe characters[place])] = true }
    present = isPresent
    // For each character, which others came since it came last; at first those before it. Of these there are as many as its place
    // in the list that the standard description of the transform keeps.
    var (low, high) = (SIMD8<UInt16>(), SIMD8<UInt16>())
    var before: UInt16 = 0
    for character in isPresent.indices where isPresent[character] {
      if character < 8 { low[character] = before } else { high[character & 7] = before }
      before |= 1 << UInt16(character)
    }
    count = unsafe encode(characters, length: length, low, high)
  }

  /// The same from a state on; returns how many codes there are without that of the end, which is written, too.
  private func encode(
    _ characters: UnsafePointer<UInt8>, length: Int, _ first: SIMD8<UInt16>, _ second: SIMD8<UInt16>
  ) -> Int {
    var (low, high) = (first, second)
    // For each character: its bit in all lanes, and all bits in all lanes but its own.
    let bits = unsafe self.bits, lows = unsafe self.lows, highs = unsafe self.highs
    let state = unsafe self.state, sizes = unsafe self.sizes
    unsafe state[0] = low
    unsafe state[1] = high
    let lanes = unsafe UnsafeRawPointer(state).assumingMemoryBound(to: UInt16.self)
    var (written, place) = (0, 0)
    // The character that came last; the first of all counts as having come.
    var last = UInt8(truncatingIfNeeded: present.firstIndex(of: true) ?? 0)
    while place < length {
      let character = unsafe characters[place]
      if character == last {
        let start = place
        repeat { place &+= 1 } while unsafe place < length && characters[place] == character
        // Not longer than the run itself.
        var rest = place &- start &+ 1
        while rest > 1 {
          unsafe codes[written] = rest & 1 == 0 ? Self.digitCodes.0 : Self.digitCodes.1
          written &+= 1
          rest &>>= 1
        }
        continue
      }
      last = character
      // Characters are below 11, sets of them below 2^11.
      let index = Int(character)
      unsafe codes[written] = sizes[Int(lanes[index] & 0x7ff)] &+ 1
      written &+= 1
      place &+= 1
      low = unsafe (low | bits[index]) & lows[index]
      high = unsafe (high | bits[index]) & highs[index]
      unsafe state[0] = low
      unsafe state[1] = high
    }
    unsafe codes[written] = UInt8(truncatingIfNeeded: codeCount - 1)
    return written + 1
  }
}
