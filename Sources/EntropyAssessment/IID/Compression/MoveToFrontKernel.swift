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

  /// - Parameter capacity: of the greatest block.
  init(capacity: Int) { unsafe codes = .allocate(capacity: capacity + 1) }

  deinit { unsafe codes.deallocate() }

  /// How many different codes there can be: two digits, a code for each character but the first of all, and the end.
  var codeCount: Int { present.count { $0 } + 2 }

  /// Codes a block.
  mutating func encode(_ characters: UnsafePointer<UInt8>, length: Int) {
    var isPresent = [Bool](repeating: false, count: BlockTransformKernel.characters)
    for place in 0..<length { isPresent[Int(unsafe characters[place])] = true }
    present = isPresent
    // The characters by last occurrence, the latest in the lowest 4 bits; at first in their order, those present.
    var recent: UInt64 = 0
    var shift: UInt64 = 0
    for character in isPresent.indices where isPresent[character] {
      recent |= UInt64(character) << shift
      shift += 4
    }
    // What lies above is no character.
    if shift < 64 { recent |= UInt64.max << shift }
    let (each, high): (UInt64, UInt64) = (0x1111_1111_1111_1111, 0x8888_8888_8888_8888)
    var (written, place) = (0, 0)
    while place < length {
      let character = unsafe UInt64(characters[place])
      if character == recent & 15 {
        let start = place
        repeat { place &+= 1 } while unsafe place < length && UInt64(characters[place]) == character
        // Not longer than the run itself.
        var rest = place &- start &+ 1
        while rest > 1 {
          unsafe codes[written] = rest & 1 == 0 ? Self.digitCodes.0 : Self.digitCodes.1
          written &+= 1
          rest &>>= 1
        }
        continue
      }
      // The lowest 4 bits that are equal to the character: there, a borrow leaves the high bit.
      let difference = recent ^ character &* each
      let equal = (difference &- each) & ~difference & high
      let position = UInt64(equal.trailingZeroBitCount) & ~3
      let before = recent & ((1 &<< position) &- 1)
      let behind = position == 60 ? 0 : recent & (UInt64.max &<< (position &+ 4))
      recent = behind | before &<< 4 | character
      unsafe codes[written] = UInt8(truncatingIfNeeded: position &>> 2 &+ 1)
      written &+= 1
      place &+= 1
    }
    unsafe codes[written] = UInt8(truncatingIfNeeded: codeCount - 1)
    count = written + 1
  }
}
