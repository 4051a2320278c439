// SPDX-License-Identifier: Apache-2.0

/// The hits of MultiMMC's contexts of a length of which all pairs are known: for each context a balance.
///
/// A balance is twice the zeros' lead over the ones, less one: never 0 but for a context that has not been seen, and
/// negative where a one is to be expected. Contexts go by their bits with a one before them.
@unsafe struct MultiMMCBalanceKernel {
  private let balances: UnsafeMutablePointer<Int32>
  /// For each length how many of its contexts have not been seen.
  private let unseen: UnsafeMutablePointer<Int>
  /// The lengths are 1 to this.
  private let lengths: Int

  /// - Parameters:
  ///   - balances: 2^(`lengths` + 1), all 0.
  ///   - unseen: `lengths` + 1.
  init(balances: UnsafeMutablePointer<Int32>, unseen: UnsafeMutablePointer<Int>, lengths: Int) {
    unsafe (self.balances, self.unseen, self.lengths) = (balances, unseen, lengths)
    for length in 0...lengths { unsafe unseen[length] = 1 << length }
  }

  /// Predicts a block and counts it.
  func predict(_ block: MultiMMCBlockKernel) {
    var done = 0
    if unsafe block.isInner {
      // Of constant lengths, so that masks and tables' places are constants of the loops.
      if unsafe lengths >= 4 { unsafe predictFour(block, from: 1) }
      if unsafe lengths >= 8 { unsafe predictFour(block, from: 5) }
      if unsafe lengths >= 12 { unsafe predictFour(block, from: 9) }
      done = unsafe lengths & ~3
      if unsafe lengths >= 16 {
        unsafe predictFour(block, from: 13)
      } else if unsafe lengths == 15 {
        unsafe predictThree(block, from: 13)
        done = 15
      }
    }
    while unsafe done < lengths {
      done &+= 1
      for word in unsafe 0..<block.words { unsafe predict(block, word, length: done) }
    }
    for length in unsafe 1...max(1, lengths) where unsafe unseen[length] > 0 {
      for word in unsafe 0..<block.words {
        // Not those before which there are too few bits.
        let few = unsafe max(0, min(64, length &- (block.first &+ word) &* 64))
        unsafe unseen[length] &-= block.absent[block.plane(length, word)].nonzeroBitCount &- few
      }
    }
  }

  // MARK: - Inner blocks

  @inline(__always)
  private func predictFour(_ block: MultiMMCBlockKernel, from length: Int) {
    if unsafe unseen[length] | unseen[length &+ 1] | unseen[length &+ 2] | unseen[length &+ 3] == 0 {
      unsafe predictGroup(block, from: length, count: 4, isSeen: true)
    } else {
      unsafe predictGroup(block, from: length, count: 4, isSeen: false)
    }
  }

  @inline(__always)
  private func predictThree(_ block: MultiMMCBlockKernel, from length: Int) {
    if unsafe unseen[length] | unseen[length &+ 1] | unseen[length &+ 2] == 0 {
      unsafe predictGroup(block, from: length, count: 3, isSeen: true)
    } else {
      unsafe predictGroup(block, from: length, count: 3, isSeen: false)
    }
  }

  /// Three or four lengths: as many as there are registers for.
  ///
  /// - Parameter isSeen: all contexts of these lengths have been seen.
  @inline(__always)
  private func predictGroup(_ block: MultiMMCBlockKernel, from length: Int, count: Int, isSeen: Bool) {
    let table = unsafe balances + 1 &<< length
    let (second, third, fourth) = unsafe (table + 1 &<< length, table + 3 &<< length, table + 7 &<< length)
    let mask = UInt64(1) &<< UInt64(length) &- 1
    let stride = unsafe block.words
    var history = unsafe block.history(0)
    for word in 0..<stride {
      // From the lowest bit up: then a step of the history is a single instruction.
      var bits = unsafe block.reversed[word]
      let plane = unsafe block.plane(length, word)
      let absent = unsafe block.absent + plane
      var (a, b, c, d) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
      for sample in 0..<64 {
        let one = bits & 1
        let change = 2 &- 4 &* Int32(truncatingIfNeeded: one)
        unsafe Self.step(table, history & mask, change, &a, absent, sample, isSeen)
        unsafe Self.step(second, history & (mask &<< 1 | 1), change, &b, absent + stride, sample, isSeen)
        unsafe Self.step(third, history & (mask &<< 2 | 3), change, &c, absent + 2 &* stride, sample, isSeen)
        if count > 3 {
          unsafe Self.step(
            fourth, history & (mask &<< 3 | 7), change, &d, absent + 3 &* stride, sample, isSeen)
        }
        history = history &<< 1 | one
        bits &>>= 1
      }
      unsafe Self.finish(block, plane, a, history)
      unsafe Self.finish(block, plane &+ stride, b, history)
      unsafe Self.finish(block, plane &+ 2 &* stride, c, history)
      if count > 3 { unsafe Self.finish(block, plane &+ 3 &* stride, d, history) }
    }
  }

  /// Makes hits of the predictions for a word.
  @inline(__always)
  private static func finish(_ block: MultiMMCBlockKernel, _ plane: Int, _ predicted: UInt64, _ word: UInt64)
  {
    unsafe block.hits[plane] = ~(predicted ^ word) & ~block.absent[plane]
  }

  /// Looks up a context, counts the bit that follows and appends to the predictions.
  @inline(__always)
  private static func step(
    _ balances: UnsafeMutablePointer<Int32>, _ context: UInt64, _ change: Int32, _ predicted: inout UInt64,
    _ absent: UnsafeMutablePointer<UInt64>, _ sample: Int, _ isSeen: Bool
  ) {
    var balance = unsafe balances[Int(truncatingIfNeeded: context)]
    predicted = predicted &<< 1 | UInt64(UInt32(bitPattern: balance) &>> 31)
    if !isSeen, balance == 0 {
      unsafe absent.pointee |= 1 &<< UInt64(63 &- sample)
      balance = -1
    }
    unsafe balances[Int(truncatingIfNeeded: context)] = balance &+ change
  }

  // MARK: - Any block

  /// One length in any word.
  private func predict(_ block: MultiMMCBlockKernel, _ word: Int, length: Int) {
    var bits = unsafe block.reversed[word]
    var history = unsafe block.history(word)
    let plane = unsafe block.plane(length, word)
    let mask = UInt64(1) &<< UInt64(length) &- 1
    let count = unsafe block.bits(word)
    // The bits before which there are too few.
    let few = unsafe max(0, min(count, length &- (block.first &+ word) &* 64))
    var predicted: UInt64 = 0
    for sample in 0..<count {
      let one = bits & 1
      if sample < few {
        unsafe block.absent[plane] |= 1 &<< UInt64(63 &- sample)
      } else {
        unsafe Self.step(
          balances + 1 &<< length, history & mask, 2 &- 4 &* Int32(truncatingIfNeeded: one), &predicted,
          block.absent + plane, sample, false)
      }
      history = history &<< 1 | one
      bits &>>= 1
    }
    unsafe block.hits[plane] = ~(predicted ^ history) << UInt64(64 &- count) & ~block.absent[plane]
  }
}
