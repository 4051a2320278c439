// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
internal import Synchronization

/// The rounds of a permutation test, computed by several threads and counted in their order, so that the counts depend on the seed
/// alone. The samples themselves are the first ones to be computed; nothing is counted before.
final class PermutationRounds: Sendable {
  private struct State {
    /// The samples' own values, once they are known; and whether somebody computes them.
    var samples: StatisticValues?
    var isBegun = false
    var counts = [StatisticCounts](repeating: StatisticCounts(), count: Statistic.allCases.count)
    /// Statistics that are still compared.
    var open = StatisticSet.all
    /// The next round to be computed, and the next to be counted.
    var (next, merged) = (0, 0)
    /// Rounds that were computed before the ones before them.
    var waiting: [Int: StatisticValues] = [:]
    var isOver = false
  }

  private let options: IIDOptions
  private let reach: Reach
  private let state = Mutex(State())

  /// Rounds whose mean is taken for ``Reach``.
  private static let meanRounds = 100

  /// - Parameter reach: how far permutations get.
  init(_ options: IIDOptions, _ reach: Reach) { (self.options, self.reach) = (options, reach) }

  /// The samples' own values, and the counts so far.
  var result: (samples: StatisticValues, counts: [StatisticCounts], rounds: Int) {
    state.withLock { ($0.samples ?? StatisticValues(), $0.counts, $0.merged) }
  }

  /// Computes rounds until all is decided.
  static func perform<Samples: Arrangement & ~Copyable>(
    _ rounds: PermutationRounds, _ make: @Sendable () -> Samples
  ) {
    let options = rounds.options
    DispatchQueue.concurrentPerform(iterations: max(1, min(options.threads, options.rounds))) { _ in
      var samples = make()
      if rounds.begin() { rounds.add(samples.values(.all)) }
      while let (round, wanted) = rounds.take() {
        var stream = RandomStream(seed: options.seed, round: round)
        samples.shuffle(&stream)
        let (done, open) = rounds.add(samples.values(wanted), round)
        options.progress?(done, Statistic.allCases.count - open)
      }
    }
  }

  /// Whether the samples themselves are still to be computed; says so once.
  private func begin() -> Bool {
    state.withLock { state in
      defer { state.isBegun = true }
      return !state.isBegun
    }
  }

  /// Takes the samples' own values.
  private func add(_ samples: StatisticValues) {
    state.withLock { state in
      state.samples = samples
      mergeWaiting(&state)
    }
  }

  /// The next round, and the statistics that are wanted of it.
  private func take() -> (round: Int, wanted: StatisticSet)? {
    state.withLock { state in
      guard !state.isOver, state.next < options.rounds else { return nil }
      defer { state.next += 1 }
      return (state.next, state.open)
    }
  }

  /// Takes the values of a round, counts what can be, and returns how many rounds are counted and how many statistics open.
  private func add(_ values: StatisticValues, _ round: Int) -> (rounds: Int, open: Int) {
    state.withLock { state in
      state.waiting[round] = values
      mergeWaiting(&state)
      return (state.merged, state.open.count)
    }
  }

  private func mergeWaiting(_ state: inout State) {
    guard let samples = state.samples else { return }
    while !state.isOver, let values = state.waiting.removeValue(forKey: state.merged) {
      merge(values, samples, &state)
    }
  }

  private func merge(_ values: StatisticValues, _ samples: StatisticValues, _ state: inout State) {
    state.merged += 1
    for statistic in Statistic.allCases where state.open.contains(statistic) {
      let index = statistic.index
      state.counts[index].add(values, samples, statistic)
      if options.ending != .never, state.counts[index].isPassed {
        state.counts[index].isStopped = true
        state.open.remove(statistic)
      } else if options.ending == .whenHopeless, state.merged == Self.meanRounds,
        let reach = reach.distance(statistic),
        abs(state.counts[index].sum) / Double(Self.meanRounds) > reach
      {
        state.counts[index].isOutOfReach = true
        state.isOver = true
      }
    }
    if state.open.isEmpty { state.isOver = true }
  }
}

extension StatisticCounts {
  /// Compares one round, by whole numbers.
  fileprivate mutating func add(
    _ permuted: StatisticValues, _ samples: StatisticValues, _ statistic: Statistic
  ) {
    let (value, own) = (permuted[statistic], samples[statistic])
    if value > own { greater += 1 } else if value == own { equal += 1 } else { less += 1 }
    sum += permuted.number(statistic) - samples.number(statistic)
  }
}
