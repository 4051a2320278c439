// SPDX-License-Identifier: Apache-2.0
package import EntropySources
package import HealthTests
internal import SecretMemory

/// A source whose whole life is written down, for tests of everything above it. Deterministic from its seed, and
/// without any real wait as long as its clock is a ``FakeClock``.
///
///     let source = ScriptedSource(seed: 1, script: [.noise(.uniform, samples: 5_000), .noise(.stuck(at: 7))])
///     ...
///     source.become(.noise(.uniform))     // the operator has repaired it
///
/// After its last step a source is silent.
package final class ScriptedSource: EntropySource {
  package let descriptor: SourceDescriptor
  package let activity = SourceActivity()
  private let player: Guarded<ScriptPlayer>

  /// Makes a source.
  package init(
    descriptor: SourceDescriptor = .scripted(), identity: DeviceIdentity = .scripted, seed: UInt64,
    script: [ScriptedStep] = [.noise(.uniform)]
  ) {
    self.descriptor = descriptor
    player = Guarded(
      ScriptPlayer(
        steps: script, identity: identity, path: descriptor.provenance.path ?? descriptor.id,
        bitsPerSample: descriptor.bitsPerSample, seed: seed))
  }

  /// Forgets the rest of the script and goes on with these steps.
  package func become(_ steps: ScriptedStep...) { player.withLock { $0.replaceSteps(steps) } }

  package func probe() -> SourceAvailability { player.withLock { $0.availability() } }

  package func open(
    for purpose: SessionPurpose, clock: any MonotonicClock
  ) throws(SourceError) -> any NoiseSession {
    let context = try SessionContext(
      descriptor: descriptor, activity: activity, clock: clock, purpose: purpose)
    let (availability, identity, generation) = player.withLock { player in
      (player.availability(), player.identity, player.generation)
    }
    switch availability {
    case .present:
      return ScriptedSession(source: self, context: context, identity: identity, generation: generation)
    case .absent(let reason), .denied(let reason): throw reason
    }
  }

  func beginCollection() { player.withLock { $0.beginCollection() } }

  func answer(wanted: Int, nanosecondsLeft: UInt64, generation: Int) -> ScriptPlayer.Answer {
    player.withLock { $0.answer(wanted: wanted, nanosecondsLeft: nanosecondsLeft, generation: generation) }
  }
}

extension SourceDescriptor {
  /// A descriptor for tests; everything has a default that a test may replace.
  package static func scripted(
    id: String = "scripted", kind: SourceKind = .physical, secrecy: SourceSecrecy = .secret,
    independenceGroup: IndependenceGroup? = nil, bitsPerSample: Int = 8, blockSize: Int = 1,
    conditioning: SourceConditioning = .raw, pacing: SourcePacing = .pollable, samplesPerSecond: Int = 10_000,
    claim: MinEntropy? = nil
  ) -> SourceDescriptor {
    SourceDescriptor(
      id: id, name: "scripted source \(id)", kind: kind, secrecy: secrecy,
      independenceGroup: independenceGroup ?? IndependenceGroup(rawValue: id), bitsPerSample: bitsPerSample,
      blockSize: blockSize, conditioning: conditioning, pacing: pacing, samplesPerSecond: samplesPerSecond,
      restart: .noiseSourceRestarted, claim: claim,
      provenance: SourceProvenance(path: "/dev/\(id)", origin: "script"))
  }
}

extension DeviceIdentity {
  /// The device behind a scripted source, unless a test says otherwise.
  package static let scripted = DeviceIdentity(generator: "scripted.0", driver: "script", serial: "1")
}
