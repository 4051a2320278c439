// SPDX-License-Identifier: Apache-2.0
internal import DRBG

/// What a leaf has to know of its service at every request.
///
/// Plain values: to reach another object through the service would count a reference to it, and all threads would meet at
/// that count.
struct LeafTerms {
  /// The service, among all that this process has had.
  let identity: UInt64
  /// Where its epoch word is.
  let epochAddress: UInt
  /// Where the clone counter is, or a word that never changes.
  let cloneCounterAddress: UInt
  /// The limits.
  let policy: LeafPolicy
  /// What seed material goes through.
  let seeding: CTRDRBG.Seeding
  /// Whether randomness of the operating system goes into every request.
  let mixesFreshRandomness: Bool
  /// How often leaves go to the root, in nanoseconds: the age at which what was made in advance is thrown away.
  let clockPeriod: UInt64
  /// Whether a test gives the randomness of the operating system.
  let isFreshRandomnessScripted: Bool

  /// The epoch's present value.
  var epoch: UInt64 { EpochWord.value(at: epochAddress) }
  /// The clone counter's present value.
  var generation: UInt64 { CloneCounter.value(at: cloneCounterAddress) }

  init(_ configuration: Configuration, _ environment: ServiceEnvironment, _ epoch: EpochWord) {
    identity = epoch.identity
    epochAddress = epoch.address
    cloneCounterAddress = CloneCounter.address(of: environment.cloneCounter)
    policy = environment.leafPolicy ?? LeafPolicy(configuration.profile)
    // Block_Cipher_df where the profile names a construction of SP 800-90C; without it, requests with additional input
    // take a third of the time.
    seeding = configuration.profile == .standard ? .parentOutput : .derivationFunction
    mixesFreshRandomness = configuration.clones == .mix
    // A tenth of the root's interval, so that no leaf learns much later than it falls due; and at most a minute, as often as
    // Linux reseeds its own generator.
    clockPeriod = min(60, max(1, configuration.reseed.seconds / 10)) * 1_000_000_000
    isFreshRandomnessScripted = environment.freshRandomness != nil
  }
}
