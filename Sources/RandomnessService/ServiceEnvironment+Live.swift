// SPDX-License-Identifier: Apache-2.0
internal import EntropySources
internal import Glibc
internal import HealthTests
internal import Seeds

extension ServiceEnvironment {
  /// The machine that the program runs on.
  package static var live: ServiceEnvironment {
    ServiceEnvironment(
      clock: SystemClock(), today: { CalendarDate(secondsSince1970: time(nil)) },
      makeSource: { configuration throws(SourceError) in try makeLiveSource(configuration) },
      readPublicFile: { path in System.contents(of: path, limit: PublicData.byteLimit) }, driver: .threads,
      cloneCounter: CloneCounter())
  }

  private static func makeLiveSource(
    _ configuration: SourceConfiguration
  ) throws(SourceError) -> any EntropySource {
    let configured: SourceConfiguration.HardwareDevice
    switch configuration.kind {
    case .operatingSystem, .publicFile, .solar: return GetrandomSource(id: configuration.id)
    case .cpuTiming:
      return CPUTimingSource(
        id: configuration.id, claim: configuration.claim.flatMap { MinEntropy(bits: $0) })
    case .hardwareDevice(let device): configured = device
    }
    var device = HardwareDeviceConfiguration()
    device.id = configuration.id
    device.name = configured.path == "/dev/hwrng" ? "hardware generator" : configured.path
    device.path = configured.path
    device.kind = configured.isPhysical ? .physical : .nonPhysical
    device.secrecy = configured.isPhysical ? .secret : .sharedWithHost
    device.independenceGroup = IndependenceGroup(rawValue: configured.independenceGroup)
    device.conditioning = configured.isRaw ? .raw : .opaque(by: "the device or its driver")
    device.bitsPerSample = configured.bitsPerSample
    device.samplesPerSecond = configured.samplesPerSecond
    device.allowedGenerators = configured.allowedDevices.isEmpty ? nil : configured.allowedDevices
    device.claim = configuration.claim.flatMap { MinEntropy(bits: $0) }
    return try HardwareDeviceSource(configuration: device)
  }
}
