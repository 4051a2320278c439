// SPDX-License-Identifier: Apache-2.0
internal import Conditioning
internal import HealthTests
internal import Primitives
internal import Seeds
internal import Telemetry

/// What the sources held ready at one moment, conditioned: at most one seed of each currency, the additional input of
/// everything that has no credit, and the lines for the ledger.
struct Harvest: ~Copyable {
  /// Full entropy of at least 448 credited bits.
  var entropySeed: EntropySeed?
  /// A generator's strength.
  var generatorSeed: RBGSeed?
  /// Everything else.
  var additionalInput: AdditionalInput?
  /// What the entropy seed was made of.
  private(set) var entropyContributions: [SeedRecord.Contribution] = []
  /// What the generator seed was made of.
  private(set) var generatorContributions: [SeedRecord.Contribution] = []
  /// What was mixed in.
  private(set) var uncreditedContributions: [SeedRecord.Contribution] = []
  /// What was dropped since the last harvest.
  private(set) var dropped: [SeedRecord.Dropped] = []

  /// Whether there is a seed of either currency.
  var hasSeed: Bool { entropySeed != nil || generatorSeed != nil }

  /// Hands out what was mixed in and what was dropped, for one entry of the ledger.
  mutating func takeRest() -> (additionalInput: [SeedRecord.Contribution], dropped: [SeedRecord.Dropped]) {
    defer {
      uncreditedContributions = []
      dropped = []
    }
    return (uncreditedContributions, dropped)
  }

  /// Which seeds to make.
  struct Wanted {
    /// Make an entropy seed; otherwise credited samples stay where they are.
    var entropy: Bool
    /// Make a seed of an accepted generator's output.
    var generator: Bool
  }

  /// Takes what is ready, in ascending order of the sources' ids.
  ///
  /// - Parameter label: goes into the additional input; differs from harvest to harvest.
  init(
    _ collector: Collector, publicData: [PublicData], label: String, wanted: Wanted
  ) throws(ConditioningError) {
    var assembly = try SeedAssembly()
    var credited: [(report: SourceReport, samples: Int, source: String, group: String)] = []
    var generator: [SeedRecord.Contribution] = []
    var uncredited: [SeedRecord.Contribution] = []
    var dropped: [SeedRecord.Dropped] = []
    var generatorSeed: RBGSeed?
    var additional: AdditionalInput.Assembly
    do throws(PrimitiveError) {
      additional = try AdditionalInput.Assembly(label: label)
    } catch { throw .primitiveFailed(error) }

    // Devices and public data in one ascending order of names.
    var publicData = publicData.sorted { $0.source < $1.source }[...]
    for worker in collector.workers {
      let id = worker.configuration.id
      while let data = publicData.first, data.source < id {
        publicData.removeFirst()
        uncredited.append(try Self.add(data, to: &additional))
      }
      dropped += worker.takeDropped()
      let hasGeneratorSeed = !generator.isEmpty
      let delivery = worker.take { credit, count in
        switch credit {
        case .credited: wanted.entropy
        case .generator: wanted.generator && !hasGeneratorSeed && count >= RBGSeed.byteCount
        case .none: true
        }
      }
      guard let delivery else { continue }
      let (sequence, credit) = (delivery.sequence, delivery.credit)
      let line = SeedRecord.Contribution(delivery.report, samples: delivery.samples.count)
      switch credit {
      case .credited(let perSample, _):
        let group = collector.group(of: worker)
        credited.append((delivery.report, delivery.samples.count, delivery.samples.source, group))
        try assembly.add(delivery.samples, sequence: sequence, credit: perSample, group: group)
      case .generator(let strength):
        generatorSeed = try SeedAssembly.generatorSeed(
          of: delivery.samples, sequence: sequence, strength: strength, origin: id)
        generator.append(line)
      case .none:
        try Self.add(delivery.samples, sequence: sequence, to: &additional)
        uncredited.append(line)
      }
    }
    for data in publicData { uncredited.append(try Self.add(data, to: &additional)) }

    entropyContributions = credited.map { part in
      SeedRecord.Contribution(
        part.report, samples: part.samples, group: part.group,
        counted: assembly.counted(source: part.source, group: part.group))
    }
    entropySeed = wanted.entropy ? try assembly.finish() : nil
    self.generatorSeed = generatorSeed
    do throws(PrimitiveError) {
      additionalInput = try additional.finish()
    } catch { throw .primitiveFailed(error) }
    generatorContributions = generator
    uncreditedContributions = uncredited
    self.dropped = dropped
  }

  private static func add(
    _ data: PublicData, to additional: inout AdditionalInput.Assembly
  ) throws(ConditioningError) -> SeedRecord.Contribution {
    do throws(PrimitiveError) {
      try additional.add(source: data.source, sequence: data.sequence, data.bytes.span)
    } catch { throw .primitiveFailed(error) }
    return SeedRecord.Contribution(
      source: data.source, samples: data.bytes.count, claim: nil, record: nil, creditedBits: 0,
      verdict: "public: credit 0" + (data.note.isEmpty ? "" : "; \(data.note)"))
  }

  private static func add(
    _ samples: consuming TestedSamples, sequence: UInt64, to additional: inout AdditionalInput.Assembly
  ) throws(ConditioningError) {
    let source = samples.source
    let result = samples.withBytes { bytes in
      Result { () throws(PrimitiveError) in
        try additional.add(source: source, sequence: sequence, bytes)
      }
    }
    switch result {
    case .success: return
    case .failure(let error): throw .primitiveFailed(error)
    case nil: throw .lostByFork
    }
  }
}

extension SeedRecord.Contribution {
  /// The line of one source in the ledger.
  ///
  /// - Parameters:
  ///   - group: independence group of a credited source.
  ///   - counted: what counts of it: nothing, where another source of its group has more.
  fileprivate init(
    _ report: SourceReport, samples: Int, group: String = "", counted: CreditedEntropy = .zero
  ) {
    let tests = report.isRaw ? "passed the health tests" : "passed the output sanity checks"
    let isSurpassed = !group.isEmpty && counted == .zero
    self.init(
      source: report.id, samples: samples, claim: report.claim, record: report.record,
      creditedBits: counted.bits,
      verdict: isSurpassed ? "\(tests); not counted, since group \(group) counts once" : tests)
  }
}
