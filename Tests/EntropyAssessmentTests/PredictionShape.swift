// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Kinds of sequences that lead the predictors through their different paths.
enum PredictionShape: CaseIterable {
  case uniform
  /// One symbol makes up 7 of 10 samples; 98 of 100.
  case biased, veryBiased
  /// The same samples over and over.
  case constant, period2, period3, period7, period128, period129
  /// The second half is the first half.
  case repeatedHalf
  /// Runs of one symbol, up to 200 long.
  case runs
  /// A shift register of 8 bits, after whose period all lags have been right about equally often; one of 16.
  case shortRegister, register
  /// Repeats the sample so many before it, which changes now and then, or draws anew.
  case changingLag
  /// Two symbols nearly always, which take turns in being the more common one.
  case changingMode
  /// Stretches of the kinds above.
  case mixed

  /// Samples of this shape, of symbols less than `alphabetSize`.
  func samples(_ count: Int, alphabetSize: Int, seed: UInt64) -> [UInt8] {
    var choices = SplitMix64(seed: seed)
    func symbol(_ choices: inout SplitMix64) -> UInt8 { UInt8(choices.integer(in: 0...(alphabetSize - 1))) }
    func repeated(_ period: Int) -> [UInt8] {
      let pattern = (0..<period).map { _ in symbol(&choices) }
      return (0..<count).map { pattern[$0 % period] }
    }
    func biased(_ percent: Int) -> [UInt8] {
      let common = symbol(&choices)
      return (0..<count).map { _ in choices.integer(in: 1...100) <= percent ? common : symbol(&choices) }
    }
    func register(_ state: Int, feedback: Int) -> [UInt8] {
      var state = state
      return (0..<count).map { _ in
        state = state & 1 == 1 ? state >> 1 ^ feedback : state >> 1
        return UInt8(state % alphabetSize)
      }
    }
    switch self {
    case .uniform: return (0..<count).map { _ in symbol(&choices) }
    case .biased: return biased(70)
    case .veryBiased: return biased(98)
    case .constant: return repeated(1)
    case .period2: return (0..<count).map { UInt8($0 % 2) }
    case .period3: return repeated(3)
    case .period7: return repeated(7)
    case .period128: return repeated(128)
    case .period129: return repeated(129)
    case .repeatedHalf:
      let half = (0..<max(1, count / 2)).map { _ in symbol(&choices) }
      return (0..<count).map { half[$0 % half.count] }
    case .runs:
      var samples: [UInt8] = []
      while samples.count < count {
        samples += Array(repeating: symbol(&choices), count: choices.integer(in: 1...200))
      }
      return Array(samples.prefix(count))
    case .shortRegister: return register(1, feedback: 0xb8)
    case .register: return register(1, feedback: 0xb400)
    case .changingLag:
      var samples: [UInt8] = []
      var lag = 1
      for position in 0..<count {
        if choices.integer(in: 1...100) == 1 { lag = choices.integer(in: 1...130) }
        let isRepeated = position >= lag && choices.integer(in: 1...10) > 1
        samples.append(isRepeated ? samples[position - lag] : symbol(&choices))
      }
      return samples
    case .changingMode:
      var pair = (symbol(&choices), symbol(&choices))
      return (0..<count).map { _ in
        if choices.integer(in: 1...80) == 1 { pair = (pair.1, symbol(&choices)) }
        let choice = choices.integer(in: 0...99)
        return choice < 50 ? pair.0 : choice < 97 ? pair.1 : symbol(&choices)
      }
    case .mixed:
      var samples: [UInt8] = []
      let others = Self.allCases.filter { $0 != .mixed }
      while samples.count < count {
        let shape = others[choices.integer(in: 0...(others.count - 1))]
        let length = min(count - samples.count, choices.integer(in: 1...400))
        samples += shape.samples(length, alphabetSize: alphabetSize, seed: choices.next())
      }
      return samples
    }
  }
}
