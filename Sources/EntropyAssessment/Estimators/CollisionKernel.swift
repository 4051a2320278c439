// SPDX-License-Identifier: Apache-2.0

/// The times to a collision in a bit string, eight bits at a time.
///
/// Two bits collide when they are equal; of three bits two always do. So the search for collisions is a machine of four
/// states that reads one bit after the other.
enum CollisionKernel {
  /// What has been read since the last collision.
  private enum State: Int {
    case nothing, zero, one, twoDifferent
  }

  /// How many collisions came with the second bit, and with the third. A collision that the string ends before is none.
  static func collisions(_ bits: BitString) -> (ofTwo: Int, ofThree: Int) {
    let table = Self.table
    let steps = table.span
    let words = bits.words.span
    var (state, ofTwo, ofThree) = (0, 0, 0)
    var position = 0
    while position + 64 <= bits.count {
      let word = unsafe words[unchecked: position / 64]
      var shift: UInt64 = 56
      for _ in 0..<8 {
        // A state and a byte: less than 1024.
        let step = unsafe steps[unchecked: state << 8 | Int(word >> shift & 0xff)]
        ofTwo &+= Int(step >> 4 & 0xf)
        ofThree &+= Int(step >> 8 & 0xf)
        state = Int(step & 0x3)
        shift &-= 8
      }
      position += 64
    }
    while position < bits.count {
      let next = Self.next(State(rawValue: state) ?? .nothing, bits[position])
      ofTwo += next.ofTwo
      ofThree += next.ofThree
      state = next.state.rawValue
      position += 1
    }
    return (ofTwo, ofThree)
  }

  /// One bit's step.
  private static func next(_ state: State, _ bit: UInt8) -> (state: State, ofTwo: Int, ofThree: Int) {
    switch (state, bit) {
    case (.nothing, 0): (.zero, 0, 0)
    case (.nothing, _): (.one, 0, 0)
    case (.zero, 0), (.one, 1): (.nothing, 1, 0)
    case (.zero, _), (.one, _): (.twoDifferent, 0, 0)
    case (.twoDifferent, _): (.nothing, 0, 1)
    }
  }

  /// The steps of all states over all bytes: in bits 0 to 3 the next state, in 4 to 7 and 8 to 11 the collisions with a
  /// second and with a third bit.
  private static let table: [UInt16] = (0..<1024).map { index in
    var (state, ofTwo, ofThree) = (State(rawValue: index >> 8) ?? .nothing, 0, 0)
    for place in 0..<8 {
      let step = next(state, UInt8(index >> (7 - place) & 1))
      state = step.state
      ofTwo += step.ofTwo
      ofThree += step.ofThree
    }
    return UInt16(ofThree << 8 | ofTwo << 4 | state.rawValue)
  }
}
