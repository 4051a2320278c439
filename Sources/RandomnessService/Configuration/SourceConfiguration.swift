// SPDX-License-Identifier: Apache-2.0

/// One source as the configuration states it.
public struct SourceConfiguration: Equatable, Sendable {
  /// Short name; letters, digits and hyphens.
  public var id: String
  /// What it is.
  public var kind: Kind
  /// Whether it is used.
  public var isEnabled: Bool
  /// Claimed min-entropy per sample in bits, with whatever argument the operator has for it; `nil` for none.
  public var claim: Double?
  /// The intermittent verdict's false-alarm exponent a (alpha = 2^-a, 20 to 60); `nil` lets the source's rate choose.
  public var alphaExponent: Int?
  /// The evidence for the claim.
  public var record: AssessmentRecord?

  /// Makes a source without claim.
  public init(
    id: String, kind: Kind, isEnabled: Bool = true, claim: Double? = nil, alphaExponent: Int? = nil,
    record: AssessmentRecord? = nil
  ) {
    self.id = id
    self.kind = kind
    self.isEnabled = isEnabled
    self.claim = claim
    self.alphaExponent = alphaExponent
    self.record = record
  }

  /// Whether it is public data, which has no worth.
  package var isPublic: Bool {
    switch kind {
    case .publicFile, .solar: true
    case .operatingSystem, .hardwareDevice, .cpuTiming: false
    }
  }

  /// The kinds of source.
  public enum Kind: Equatable, Sendable {
    /// The operating system's generator, getrandom(2).
    case operatingSystem
    /// A character device that yields noise.
    case hardwareDevice(HardwareDevice)
    /// The time that the processor's accesses to memory take: raw, non-physical noise.
    case cpuTiming
    /// A file of public data, mixed in with credit 0; there is no way to credit it.
    case publicFile(path: String)
    /// NOAA's space-weather data, mixed in with credit 0; the program follows it and hands it to
    /// ``Randomness/offer(publicData:from:note:)``.
    case solar(SolarConfiguration)
  }

  /// A character device.
  public struct HardwareDevice: Equatable, Sendable {
    /// Its path.
    public var path: String
    /// Width of a sample in bits, 1 to 8; each byte read holds one, in its low bits.
    public var bitsPerSample: Int
    /// Whether it gives raw noise; otherwise it is opaque and its tests are output sanity checks.
    public var isRaw: Bool
    /// Whether its noise is physical.
    public var isPhysical: Bool
    /// Names of the devices that may stand behind /dev/hwrng (`rng_current`); empty allows any, pinned while open.
    public var allowedDevices: [String]
    /// Sources of one group are counted once.
    public var independenceGroup: String
    /// Nominal rate in samples per second, from which the false-alarm exponent follows.
    public var samplesPerSecond: Int

    /// Makes a device; /dev/hwrng shares the group "kernel" with getrandom, which mixes it in.
    public init(
      path: String = "/dev/hwrng", bitsPerSample: Int = 8, isRaw: Bool = false, isPhysical: Bool = false,
      allowedDevices: [String] = [], independenceGroup: String? = nil, samplesPerSecond: Int = 10_000
    ) {
      self.path = path
      self.bitsPerSample = bitsPerSample
      self.isRaw = isRaw
      self.isPhysical = isPhysical
      self.allowedDevices = allowedDevices
      self.independenceGroup = independenceGroup ?? (path == "/dev/hwrng" ? "kernel" : path)
      self.samplesPerSecond = samplesPerSecond
    }
  }

  /// getrandom(2).
  public static let getrandom = SourceConfiguration(id: "getrandom", kind: .operatingSystem)
  /// The processor's timing without claim.
  public static let cpuTiming = SourceConfiguration(id: "cpu-timing", kind: .cpuTiming)
  /// /dev/hwrng without claim.
  public static let hwrng = SourceConfiguration(id: "hwrng", kind: .hardwareDevice(HardwareDevice()))
}
