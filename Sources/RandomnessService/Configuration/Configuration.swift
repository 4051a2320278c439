// SPDX-License-Identifier: Apache-2.0

/// Everything that can be chosen about a service.
///
/// A value: it reads no file and no environment. ``validate(today:)`` says what is wrong with it.
public struct Configuration: Equatable, Sendable {
  /// Which rules decide what may seed.
  public var profile: Profile
  /// In profile `sp800-90c` without a credited source: serve on the operating system's strength all the same, and
  /// call the construction "none".
  public var allowsUncertified: Bool
  /// The sources; ids are unique.
  public var sources: [SourceConfiguration]
  /// When the root is reseeded.
  public var reseed: ReseedPolicy
  /// What is done against output that comes out twice in a clone of this machine.
  public var clones: CloneRule
  /// How long one call may wait for sources, in milliseconds; 1 to 600,000.
  public var deadlineMilliseconds: UInt64

  /// getrandom and /dev/hwrng, profile `default`, two seconds.
  public static let `default` = Configuration()

  /// The deadlines that may be set: at most ten minutes, since nothing blocks for ever.
  public static let deadlineRange: ClosedRange<UInt64> = 1...600_000

  /// Makes a configuration; everything left out is as in ``default``.
  public init(
    profile: Profile = .standard, allowsUncertified: Bool = false,
    sources: [SourceConfiguration] = [.getrandom, .hwrng], reseed: ReseedPolicy = ReseedPolicy(),
    clones: CloneRule = .mix, deadlineMilliseconds: UInt64 = 2000
  ) {
    self.profile = profile
    self.allowsUncertified = allowsUncertified
    self.sources = sources
    self.reseed = reseed
    self.clones = clones
    self.deadlineMilliseconds = deadlineMilliseconds
  }
}
