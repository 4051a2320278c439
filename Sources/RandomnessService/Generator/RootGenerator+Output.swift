// SPDX-License-Identifier: Apache-2.0
internal import Conditioning
internal import DRBG
internal import SecretMemory
internal import Seeds
internal import Telemetry

/// What the root gives: requests with prediction resistance, the rest of such a call, and the seeds of leaves.
extension RootGenerator {
  /// Fills a piece of a request, at most ``CTRDRBG/requestLimit`` bytes.
  mutating func generate(
    into output: inout MutableSpan<UInt8>, additionalInput: Span<UInt8> = Span(), _ events: EventRecorder
  ) throws(RandomnessError) {
    do throws(DRBGError) {
      guard drbg != nil else { throw .notInstantiated }
      try drbg?.generate(into: &output, additionalInput: additionalInput)
    } catch { throw fail(error, events) }
    count(output.count)
  }

  /// The same with randomness of the operating system in it, if that is to be mixed in: the root in a clone of the machine
  /// would else give what the other one gives.
  mutating func generate(
    into output: inout MutableSpan<UInt8>, mixesFreshRandomness: Bool, _ events: EventRecorder
  ) throws(RandomnessError) {
    guard mixesFreshRandomness else { return try generate(into: &output, events) }
    guard var input = try? GeneratorState(byteCount: FreshRandomness.byteCount) else {
      throw .outOfMemory(bytes: FreshRandomness.byteCount)
    }
    // Never nil: it was made in this process a moment ago.
    try input.withMutableBytes { input throws(RandomnessError) in
      let count = try drawFreshRandomness(into: &input)
      try generate(into: &output, additionalInput: input.span.extracting(first: count), events)
    }
  }

  /// The seed of a leaf: ``RBGSeed/byteCount`` bytes of one request.
  mutating func leafSeed(
    mixesFreshRandomness: Bool, _ events: EventRecorder
  ) throws(RandomnessError) -> RBGSeed {
    guard var seed = try? GeneratorState(byteCount: RBGSeed.byteCount) else {
      throw .outOfMemory(bytes: RBGSeed.byteCount)
    }
    // Never nil, as above.
    try seed.withMutableBytes { seed throws(RandomnessError) in
      try generate(into: &seed, mixesFreshRandomness: mixesFreshRandomness, events)
    }
    leafSeeds += 1
    return RBGSeed(strength: CTRDRBG.strength, origin: "root", state: seed)
  }

  /// How many bytes the operating system gave: all, or none where there is credited entropy to go on with.
  private func drawFreshRandomness(into input: inout MutableSpan<UInt8>) throws(RandomnessError) -> Int {
    let errno = environment.freshRandomness.map { $0(&input) } ?? FreshRandomness.fillBySystemCall(&input)
    guard errno != 0 else { return input.count }
    guard holdsEntropy else { throw .freshRandomnessUnavailable(errno: errno) }
    return 0
  }

  /// Takes note of what a leaf has been used for.
  mutating func note(_ totals: LeafTotals) { leafTotals += totals }

  /// Whether one of the last seeds, all of which live on in the state, had an entropy figure.
  var holdsEntropy: Bool {
    ledger.records.contains { if case .entropy = $0.worth { true } else { false } }
  }

  /// The same with prediction resistance; false when the credited samples, which the caller has had collected for this
  /// request, are not enough after all.
  mutating func generate(
    into output: inout MutableSpan<UInt8>, reseedingFrom collector: Collector, _ events: EventRecorder
  ) throws(RandomnessError) -> Bool {
    guard collector.meets(.fullEntropy) else { return false }
    guard
      var harvest = try gather(collector, Harvest.Wanted(entropy: true, generator: false), events),
      let seed = harvest.entropySeed.take()
    else { return false }
    let worth = SeedRecord.Worth(seed.account)
    do throws(DRBGError) {
      guard drbg != nil else { throw .notInstantiated }
      try drbg?.generate(into: &output, reseedingWith: seed, additionalInput: harvest.additionalInput.take())
    } catch { throw fail(error, events) }
    book("prediction resistance", worth, harvest.entropyContributions, &harvest, events)
    seeded(collector, events)
    count(output.count)
    return true
  }

  private mutating func count(_ byteCount: Int) {
    requests += 1
    requestsSinceSeed += 1
    bytes += UInt64(byteCount)
  }
}
