// SPDX-License-Identifier: Apache-2.0

/// The LZ78Y predictor over bits: a word at a time, as far as no prediction may change in it.
///
/// No dictionary is needed. It is full with 65,536 contexts; without one of the four pairs of bits there are fewer than
/// 7,100 of up to 16 bits (sums of Fibonacci numbers, and those that reach into the first 16 bits). So each pair comes for
/// the first time before it is full, if ever, and all contexts of that place are in it.
enum LZ78YBitsKernel {
  /// Predicts all bits behind the first 17, of which there are more.
  static func runs(_ bits: BitString) -> LZ78YRuns {
    precondition(bits.count > LZ78Y.longestContext, "there is a first context")
    let words = bits.words.span
    var model = Model()
    var runs = LZ78YRuns()
    model.learn(words, at: LZ78Y.longestContext)
    for position in LZ78Y.longestContext + 1..<min(64, bits.count) {
      runs.add(model.predictAndLearn(words, at: position))
    }
    for word in 1..<max(1, bits.count / 64) { runs.add(hits: model.predictAndLearn(words, word: word)) }
    for position in max(64, bits.count / 64 * 64)..<max(64, bits.count) {
      runs.add(model.predictAndLearn(words, at: position))
    }
    return runs
  }

  /// What has come behind a zero and behind a one.
  private struct Model {
    /// For each pair, twice the first bit and the second: how often it came.
    private var counts = InlineArray<4, Int>(repeating: 0)
    /// The length of the context that all its occurrences have in common, at most 16; 0 before the first one.
    private var shared = InlineArray<4, Int>(repeating: 0)
    /// The 16 bits of the context where it first came, the last one the lowest.
    private var firsts = InlineArray<4, UInt64>(repeating: 0)
    /// Some occurrences have more than one bit in common, or there are none.
    private var mayShare = true

    // MARK: - Bit by bit

    /// Predicts the bit at a position and learns it; whether the prediction was right.
    mutating func predictAndLearn(_ words: Span<UInt64>, at position: Int) -> Bool {
      let context = Self.context(words, position)
      let next = Self.bit(words, position)
      let prediction = predict(context)
      learn(context, next)
      return prediction == next
    }

    mutating func learn(_ words: Span<UInt64>, at position: Int) {
      learn(Self.context(words, position), Self.bit(words, position))
    }

    /// The bit to expect, 2 behind one that has not come before.
    private func predict(_ context: UInt64) -> Int {
      let pair = 2 &* Int(truncatingIfNeeded: context & 1)
      let (zeros, ones) = (counts[pair], counts[pair + 1])
      if zeros != ones { return zeros > ones ? 0 : 1 }
      if zeros == 0 { return 2 }
      return matched(pair, context) > matched(pair + 1, context) ? 0 : 1
    }

    /// How many bits of a context have come before all occurrences of a pair.
    private func matched(_ pair: Int, _ context: UInt64) -> Int {
      min(shared[pair], (context ^ firsts[pair]).trailingZeroBitCount)
    }

    private mutating func learn(_ context: UInt64, _ next: Int) {
      let pair = 2 &* Int(truncatingIfNeeded: context & 1) &+ next
      if counts[pair] == 0 {
        (firsts[pair], shared[pair]) = (context, LZ78Y.longestContext)
      } else if shared[pair] > 1 {
        shared[pair] = matched(pair, context)
      }
      counts[pair] &+= 1
    }

    private static func bit(_ words: Span<UInt64>, _ position: Int) -> Int {
      Int(truncatingIfNeeded: words[position / 64] &>> UInt64(63 &- position % 64) & 1)
    }

    /// The 16 bits before a position and others above them.
    private static func context(_ words: Span<UInt64>, _ position: Int) -> UInt64 {
      let (word, offset) = (position / 64, UInt64(position % 64))
      if offset == 0 { return words[word &- 1] }
      let before = words[word] &>> (64 &- offset)
      return word == 0 ? before : before | words[word &- 1] &<< offset
    }

    // MARK: - Word by word

    /// Predicts the bits of a word that is not the first and learns them; where the predictions were right.
    mutating func predictAndLearn(_ words: Span<UInt64>, word index: Int) -> UInt64 {
      let (word, before) = (words[index], words[index &- 1])
      let last = before &<< 63 | word &>> 1
      let zeroZeros = (~last & ~word).nonzeroBitCount
      let zeroOnes = (~last & word).nonzeroBitCount
      let oneZeros = (last & ~word).nonzeroBitCount
      let oneOnes = (last & word).nonzeroBitCount
      var predicted: UInt64
      if let afterZero = prediction(0, zeroZeros, zeroOnes), let afterOne = prediction(2, oneZeros, oneOnes) {
        if mayShare { compare(word, before, last) }
        predicted = afterZero & ~last | afterOne & last
      } else {
        if mayShare {
          let earlier = self
          compare(word, before, last)
          // What contexts have in common may decide, and must be known at each bit.
          guard hasShared(as: earlier) else {
            self = earlier
            return predictAndLearnSlowly(word, before)
          }
        }
        predicted = close(word, last, ties: mayShare ? ties(word, before, last) : 0)
      }
      counts[0] &+= zeroZeros
      counts[1] &+= zeroOnes
      counts[2] &+= oneZeros
      counts[3] &+= oneOnes
      return ~(predicted ^ word)
    }

    /// What is predicted behind a bit in a whole word, if that is the same everywhere: all zeros or all ones.
    ///
    /// - Parameters:
    ///   - pair: the bit and a zero.
    ///   - zeros, ones: how often they come behind the bit.
    @inline(__always)
    private func prediction(_ pair: Int, _ zeros: Int, _ ones: Int) -> UInt64? {
      let lead = counts[pair] &- counts[pair + 1]
      if lead > ones { return 0 }
      if -lead > zeros { return .max }
      return zeros | ones == 0 ? 0 : nil
    }

    /// What is predicted where that may change.
    ///
    /// - Parameters:
    ///   - last: the bits before those of the word.
    ///   - ties: where a zero is predicted if both have come equally often.
    private func close(_ word: UInt64, _ last: UInt64, ties: UInt64) -> UInt64 {
      var (afterZero, afterOne) = (counts[0] &- counts[1], counts[2] &- counts[3])
      var (word, last, ties) = (word, last, ties)
      var predicted: UInt64 = 0
      for _ in 0..<64 {
        let isOne = Int(bitPattern: UInt(last &>> 63))
        // All ones behind a one.
        let mask = 0 &- isOne
        let lead = (afterZero & ~mask | afterOne & mask) &+ Int(bitPattern: UInt(ties &>> 63))
        predicted = predicted &<< 1 | UInt64(bitPattern: Int64(lead &- 1)) &>> 63
        let step = 1 &- 2 &* Int(bitPattern: UInt(word &>> 63))
        afterZero &+= step & ~mask
        afterOne &+= step & mask
        word &<<= 1
        last &<<= 1
        ties &<<= 1
      }
      return predicted
    }

    /// Where, of two bits that have come equally often, the zero has come behind a longer context that is there.
    private func ties(_ word: UInt64, _ before: UInt64, _ last: UInt64) -> UInt64 {
      var ties: UInt64 = 0
      for pair in [0, 2] {
        // Where so many bits are those that all occurrences have in common.
        var (zero, one) = (UInt64.max, UInt64.max)
        var length = 2
        while length <= shared[pair], zero != 0 {
          let earlier = Self.earlier(word, before, by: length)
          zero &= earlier ^ common(pair, length)
          one &= length <= shared[pair + 1] ? earlier ^ common(pair + 1, length) : 0
          ties |= zero & ~one & (pair == 0 ? ~last : last)
          length &+= 1
        }
      }
      return ties
    }

    /// Finds how far the contexts of the pairs in a word agree with those before.
    @inline(never)
    private mutating func compare(_ word: UInt64, _ before: UInt64, _ last: UInt64) {
      mayShare = false
      for pair in 0..<4 {
        let places = (pair & 2 == 0 ? ~last : last) & (pair & 1 == 0 ? ~word : word)
        if places != 0, counts[pair] == 0 {
          let offset = UInt64(places.leadingZeroBitCount)
          firsts[pair] = offset == 0 ? before : before &<< offset | word &>> (64 &- offset)
          shared[pair] = LZ78Y.longestContext
        }
        var length = 2
        while length <= shared[pair] {
          let agreeing = Self.earlier(word, before, by: length) ^ common(pair, length)
          if places & ~agreeing != 0 { shared[pair] = length &- 1 }
          length &+= 1
        }
        if shared[pair] != 1 { mayShare = true }
      }
    }

    private func hasShared(as other: Model) -> Bool {
      (0..<4).allSatisfy { shared[$0] == other.shared[$0] }
    }

    /// The bits so many positions before those of a word, 1 to 63.
    @inline(__always)
    private static func earlier(_ word: UInt64, _ before: UInt64, by distance: Int) -> UInt64 {
      before &<< UInt64(64 &- distance) | word &>> UInt64(distance)
    }

    /// All zeros if the bit so many positions before a pair's first occurrence is one, else all ones.
    @inline(__always)
    private func common(_ pair: Int, _ distance: Int) -> UInt64 {
      (firsts[pair] &>> UInt64(distance &- 1) & 1) &- 1
    }

    /// Predicts the bits of a word and learns them, bit by bit.
    @inline(never)
    private mutating func predictAndLearnSlowly(_ word: UInt64, _ before: UInt64) -> UInt64 {
      var (word, context, hits) = (word, before, UInt64(0))
      for _ in 0..<64 {
        let next = Int(truncatingIfNeeded: word &>> 63)
        hits = hits &<< 1 | (predict(context) == next ? 1 : 0)
        learn(context, next)
        context = context &<< 1 | word &>> 63
        word &<<= 1
      }
      return hits
    }
  }
}
