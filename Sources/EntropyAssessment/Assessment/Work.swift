// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
internal import Synchronization

/// The pieces of work of an assessment, which do not depend on each other, spread over threads: the longest first.
final class Work: Sendable {
  private struct Piece {
    /// Nanoseconds for each symbol of a random sequence, roughly (Zen 4, 2026-11): it only says who begins. Twice as many for
    /// the tuples of bits, which take ten times as long where the bits repeat.
    let weight: Double
    let perform: @Sendable () -> Void
  }

  private struct State {
    var pieces: [Piece] = []
    var literal: Pass?
    var bitstring: Pass?
  }

  private let estimators: Set<Estimator>
  private let state = Mutex(State())

  init(_ estimators: Set<Estimator>) { self.estimators = estimators }

  /// Does all of it.
  func perform(
    threads: Int, _ progress: (@Sendable (Int, Int) -> Void)?
  ) -> (literal: Pass?, bitstring: Pass?) {
    // Taken out: the pieces hold this object, which would hold them, and all symbols, for ever.
    let pieces = state.withLock { state in
      defer { state.pieces = [] }
      return state.pieces.sorted { $0.weight > $1.weight }
    }
    let begun = Atomic(0)
    let done = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, pieces.count))) { _ in
      while true {
        let next = begun.wrappingAdd(1, ordering: .relaxed).oldValue
        guard next < pieces.count else { return }
        pieces[next].perform()
        progress?(done.wrappingAdd(1, ordering: .relaxed).newValue, pieces.count)
      }
    }
    return state.withLock { ($0.literal, $0.bitstring) }
  }

  /// Adds a pass over symbols of which more than two differ.
  func add(_ symbols: Symbols) {
    state.withLock { $0.literal = Pass(length: symbols.count, alphabetSize: symbols.alphabetSize) }
    let (length, alphabetSize) = (symbols.count, symbols.alphabetSize)
    add([.mostCommonValue], 0.3, to: .literal, length) { pass in
      let counts = HistogramKernel.counts(symbols.values.span)
      let mode = counts.indices.reduce(0) { max($0, counts[$1]) }
      pass.mostCommonValue = MostCommonValue.estimate(modeCount: mode, length: length)
    }
    add([.tTuple, .lrs], 10, to: .literal, length) { pass in
      let roots = TupleKernel.roots(symbols)
      pass.tTuple = TTuple.estimate(roots, length: length)
      pass.lrs = LRS.estimate(roots, length: length)
    }
    add([.multiMCW], 9, to: .literal, length) { pass in
      pass.multiMCW = Prediction.estimate(
        MultiMCW.tally(symbols), alphabetSize: alphabetSize, length: length, minimum: 4096)
    }
    add([.lag], 3, to: .literal, length) { pass in
      pass.lag = Prediction.estimate(
        Lag.tally(symbols), alphabetSize: alphabetSize, length: length, minimum: 3)
    }
    add([.multiMMC], 30, to: .literal, length) { pass in
      pass.multiMMC = Prediction.estimate(
        MultiMMC.tally(symbols), alphabetSize: alphabetSize, length: length, minimum: 4)
    }
    add([.lz78y], 5, to: .literal, length) { pass in
      pass.lz78y = Prediction.estimate(
        LZ78Y.tally(symbols), alphabetSize: alphabetSize, length: length, minimum: 18)
    }
  }

  /// Adds a pass over bits.
  func add(_ bits: BitString, as sequence: Assessment.Sequence) {
    let length = bits.count
    let ones = MarkovKernel.ones(bits)
    let pass = Pass(length: length, alphabetSize: 2)
    state.withLock { state in
      if sequence == .literal { state.literal = pass } else { state.bitstring = pass }
    }
    add([.mostCommonValue], 0.01, to: sequence, length) { pass in
      pass.mostCommonValue = MostCommonValue.estimate(modeCount: max(ones, length - ones), length: length)
    }
    add([.collision], 0.2, to: sequence, length) { pass in
      let collisions = CollisionKernel.collisions(bits)
      pass.collision = Collision.estimate(ofTwo: collisions.ofTwo, ofThree: collisions.ofThree)
    }
    add([.markov], 0.03, to: sequence, length) { pass in
      pass.markov = Markov.estimate(MarkovKernel.counts(bits), length: length)
    }
    add([.compression], 0.9, to: sequence, length) { pass in
      pass.compression =
        CompressionKernel.sums(bits).map { Compression.estimate($0) }
        ?? .notRun(.tooShort(length: length, minimum: Compression.minimumLength))
    }
    add([.tTuple, .lrs], 12, to: sequence, length) { pass in
      let roots = TupleKernel.roots(bits)
      pass.tTuple = TTuple.estimate(roots, length: length)
      pass.lrs = LRS.estimate(roots, length: length)
    }
    add([.multiMCW], 1.1, to: sequence, length) { pass in
      pass.multiMCW = Prediction.estimate(
        MultiMCW.tally(bits), alphabetSize: 2, length: length, minimum: 4096)
    }
    add([.lag], 2, to: sequence, length) { pass in
      pass.lag = Prediction.estimate(Lag.tally(bits), alphabetSize: 2, length: length, minimum: 3)
    }
    add([.multiMMC], 9, to: sequence, length) { pass in
      pass.multiMMC = Prediction.estimate(
        MultiMMC.tally(bits), alphabetSize: 2, length: length, minimum: 4)
    }
    add([.lz78y], 0.2, to: sequence, length) { pass in
      pass.lz78y = Prediction.estimate(
        LZ78Y.tally(bits), alphabetSize: 2, length: length, minimum: 18)
    }
  }

  /// Adds a piece that sets the outcomes of some estimators, if any of them is asked.
  private func add(
    _ estimators: [Estimator], _ weight: Double, to sequence: Assessment.Sequence, _ length: Int,
    _ estimate: @escaping @Sendable (inout Pass) -> Void
  ) {
    guard estimators.contains(where: { self.estimators.contains($0) }) else { return }
    let isAsked = self.estimators
    let piece = Piece(weight: weight * Double(length)) { [self] in
      var result = Pass(length: length, alphabetSize: 0)
      estimate(&result)
      state.withLock { state in
        if sequence == .literal {
          state.literal?.take(from: result, isAsked)
        } else {
          state.bitstring?.take(from: result, isAsked)
        }
      }
    }
    state.withLock { $0.pieces.append(piece) }
  }
}

extension Pass {
  /// Takes over the outcomes that another pass over the same sequence has, of these estimators.
  fileprivate mutating func take(from other: Pass, _ estimators: Set<Estimator>) {
    func merge<Value>(_ estimator: Estimator, _ path: WritableKeyPath<Pass, Outcome<Value>?>) {
      if estimators.contains(estimator), let outcome = other[keyPath: path] { self[keyPath: path] = outcome }
    }
    merge(.mostCommonValue, \.mostCommonValue)
    merge(.collision, \.collision)
    merge(.markov, \.markov)
    merge(.compression, \.compression)
    merge(.tTuple, \.tTuple)
    merge(.lrs, \.lrs)
    merge(.multiMCW, \.multiMCW)
    merge(.lag, \.lag)
    merge(.multiMMC, \.multiMMC)
    merge(.lz78y, \.lz78y)
  }
}
