// SPDX-License-Identifier: Apache-2.0

/// The LZ78Y predictor over a bit string: 64 bits at a time where counting them is enough.
enum LZ78YBitsKernel {
  static func run(_ model: inout LZ78YModel<BitContexts>, over bits: BitString) {
    let words = bits.words.span
    var position = LZ78Y.longestContext
    while position < bits.count {
      if position % 64 == 0, position + 64 <= bits.count, model.isClear {
        let index = position / 64
        let word = words[index]
        let before = words[index - 1] << 63 | word >> 1
        let (afterZero, afterOne) = model.clearPredictions
        let predicted = (afterZero == 1 ? ~before : 0) | (afterOne == 1 ? before : 0)
        let ones = (before & word).nonzeroBitCount
        let oneThenZero = (before & ~word).nonzeroBitCount
        let zeroThenOne = (~before & word).nonzeroBitCount
        model.learnWord(
          pairs: (64 - ones - oneThenZero - zeroThenOne, zeroThenOne, oneThenZero, ones),
          hits: ~(predicted ^ word))
        position += 64
      } else {
        model.step(position)
        position += 1
      }
    }
  }
}
