// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// What a sequence made for a test looks like.
enum SampleShape: String, CaseIterable, Sendable {
  case uniform, biased, constant, period2, period3, period7, halfRepeated, runs, ascending, shiftRegister
  case distantRepeats, changedCopies, sturmian, thueMorse, brokenConstant, brokenPeriod, noisyRegister

  /// A sequence of symbols less than `alphabetSize`; the same for the same seed.
  func samples(_ count: Int, of alphabetSize: Int, seed: UInt64) -> [UInt8] {
    var choices = SplitMix64(seed: seed)
    func uniform(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8(choices.integer(in: 0...alphabetSize - 1)) }
    }
    switch self {
    case .uniform: return uniform(count)
    case .biased:
      return (0..<count).map { _ in
        choices.integer(in: 0...49) > 0 ? 0 : UInt8(choices.integer(in: 0...alphabetSize - 1))
      }
    case .constant: return [UInt8](repeating: UInt8(alphabetSize - 1), count: count)
    case .period2: return Self.repeating(period: 2, count, alphabetSize)
    case .period3: return Self.repeating(period: 3, count, alphabetSize)
    case .period7: return Self.repeating(period: 7, count, alphabetSize)
    case .halfRepeated:
      let half = uniform((count + 1) / 2)
      return half + half.prefix(count / 2)
    case .runs:
      var samples: [UInt8] = []
      while samples.count < count {
        let symbol = UInt8(choices.integer(in: 0...alphabetSize - 1))
        samples += repeatElement(symbol, count: choices.integer(in: 1...90))
      }
      return Array(samples.prefix(count))
    case .ascending: return (0..<count).map { UInt8($0 % alphabetSize) }
    case .shiftRegister:
      // x^16 + x^14 + x^13 + x^11 + 1, all 65,535 states.
      var state = UInt16(truncatingIfNeeded: choices.next()) | 1
      return (0..<count).map { _ in
        let bit = (state ^ state >> 2 ^ state >> 3 ^ state >> 5) & 1
        state = state >> 1 | bit << 15
        return UInt8(truncatingIfNeeded: state) & UInt8(alphabetSize - 1)
      }
    case .distantRepeats:
      // Two parts come again, the second at the very end.
      var samples = uniform(count)
      let part = count / 5
      for place in 0..<part {
        samples[2 * part + place] = samples[place]
        samples[count - part + place] = samples[part + place]
      }
      return samples
    case .changedCopies:
      // The same again and again, but for a few symbols of each copy.
      let original = uniform(max(count / 6, 1))
      return (0..<count).map { place in
        let isChanged = choices.integer(in: 0...1999) == 0
        return isChanged ? UInt8(choices.integer(in: 0...alphabetSize - 1)) : original[place % original.count]
      }
    case .sturmian:
      // The Fibonacci word: floor((i + 2) / phi) - floor((i + 1) / phi).
      let ratio = 0.618_033_988_749_894_9
      let floors = (1...count + 1).map { (Double($0) * ratio).rounded(.down) }
      return zip(floors, floors.dropFirst()).map { UInt8($1 - $0) }
    case .brokenConstant, .brokenPeriod:
      // But for one symbol in the middle and a few others.
      let pattern: [UInt8] = self == .brokenConstant ? [0] : [0, 0, 1, 1]
      var samples = (0..<count).map { pattern[$0 % pattern.count] }
      for place in [count / 2, 3, choices.integer(in: 0...max(count - 1, 0))] where place < count {
        samples[place] = UInt8(alphabetSize - 1)
      }
      return samples
    case .noisyRegister:
      return Self.shiftRegister.samples(count, of: alphabetSize, seed: seed).map {
        choices.integer(in: 0...99) == 0 ? UInt8(choices.integer(in: 0...alphabetSize - 1)) : $0
      }
    case .thueMorse: return (0..<count).map { UInt8($0.nonzeroBitCount & 1) }
    }
  }

  private static func repeating(period: Int, _ count: Int, _ alphabetSize: Int) -> [UInt8] {
    (0..<count).map { UInt8($0 % period * 37 % alphabetSize) }
  }
}
