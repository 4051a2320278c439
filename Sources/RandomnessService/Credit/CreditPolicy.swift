// SPDX-License-Identifier: Apache-2.0
internal import EntropySources
internal import HealthTests

/// What a source is worth, and why.
enum CreditDecision: Equatable, Sendable {
  /// A generator that seeds with this strength in bits.
  case generator(strength: Int)
  /// A source of entropy: credit per sample, and the evidence for it.
  case credited(perSample: MinEntropy, record: String)
  /// Additional input with credit 0.
  case none(reason: String)

  /// Credit per sample; zero for a generator, whose strength is another currency.
  var perSample: MinEntropy {
    if case .credited(let perSample, _) = self { perSample } else { .zero }
  }

  /// Whether samples of the source can seed.
  var canSeed: Bool {
    if case .none = self { false } else { true }
  }
}

/// Decides the credit: min(claim, assessment record), 0 without either, whatever an estimator says (design: credit is
/// measured, never assumed).
struct CreditPolicy: Sendable {
  let profile: Profile
  let allowsUncertified: Bool

  /// - Parameters:
  ///   - identity: the device that was found; the record must be for it. `nil` while none has been found: then this is
  ///     what the right device would be worth.
  ///   - today: the day on which the record must still hold.
  func decide(_ source: SourceConfiguration, identity: DeviceIdentity?, today: CalendarDate) -> CreditDecision
  {
    let isRaw: Bool
    switch source.kind {
    case .hardwareDevice(let device): isRaw = device.isRaw
    case .cpuTiming: isRaw = true
    case .operatingSystem, .publicFile, .solar:
      // The operating system's generator: its strength is accepted by the profile, never measured here (C-10, C-15).
      if profile == .standard || allowsUncertified { return .generator(strength: 256) }
      return .none(reason: "the operating system's generator is additional input in profile sp800-90c")
    }
    guard let claim = source.claim.flatMap({ MinEntropy(bits: $0) }), claim > .zero else {
      return .none(reason: "no claim is configured")
    }
    guard let record = source.record else { return .none(reason: "no assessment record is attached") }
    guard record.source == source.id else {
      return .none(reason: "the assessment record is for the source \(record.source)")
    }
    if let identity, let reason = mismatch(record.device, identity) { return .none(reason: reason) }
    guard record.expires >= today else {
      return .none(reason: "the assessment record expired on \(record.expires)")
    }
    if profile == .sp800x90c, !isRaw, record.certificate == nil {
      return .none(reason: "an opaque device needs a certificate in profile sp800-90c")
    }
    guard let assessed = record.minEntropyPerSample.flatMap({ MinEntropy(bits: $0) }), assessed > .zero else {
      return .none(reason: "the assessment record supports no entropy")
    }
    return .credited(perSample: min(claim, assessed), record: record.name)
  }

  /// Why the record is not for the device that was found; `nil` when it is.
  private func mismatch(_ device: AssessmentRecord.Device, _ identity: DeviceIdentity) -> String? {
    // For /dev/hwrng the device is what rng_current names; for others, the kernel's driver.
    if let driver = device.driver, driver != identity.generator, driver != identity.driver {
      return "the assessment record is for the device \(driver), and found was: \(identity)"
    }
    if let serial = device.serial, serial != identity.serial {
      return "the assessment record is for the device with serial number \(serial)"
    }
    return nil
  }
}
