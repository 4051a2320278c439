// SPDX-License-Identifier: Apache-2.0

/// A character device that gives noise: /dev/hwrng, or any other one by its path.
package struct HardwareDeviceSource: EntropySource {
  package let descriptor: SourceDescriptor
  package let activity = SourceActivity()
  private let configuration: HardwareDeviceConfiguration
  private let identification: DeviceIdentification
  private let system: any DeviceSystem

  /// Makes a source; opens nothing.
  ///
  /// - Throws: ``SourceError/invalidDescriptor(field:value:limit:)`` for a configuration that cannot be.
  package init(
    configuration: HardwareDeviceConfiguration = HardwareDeviceConfiguration(),
    system: any DeviceSystem = LinuxSystem()
  ) throws(SourceError) {
    descriptor = try configuration.descriptor()
    self.configuration = configuration
    self.system = system
    identification = DeviceIdentification(path: configuration.path, system: system)
  }

  /// Three system calls at most, and none that the device's driver sees.
  package func probe() -> SourceAvailability {
    let path = configuration.path
    let status: FileStatus
    do throws(Errno) { status = try system.status(path: path) } catch {
      return Self.availability(DeviceErrors(path: path).opening(error))
    }
    guard status.kind == .characterDevice else {
      return .absent(reason: .notACharacterDevice(path: path, kind: status.kind))
    }
    do throws(Errno) { try system.checkReadable(path: path) } catch {
      return Self.availability(DeviceErrors(path: path).opening(error))
    }
    do throws(SourceError) { _ = try identification.currentGenerator(of: status.deviceNumber) } catch {
      return .absent(reason: error)
    }
    return .present
  }

  package func open(
    for purpose: SessionPurpose, clock: any MonotonicClock
  ) throws(SourceError) -> any NoiseSession {
    let path = configuration.path
    let context = try SessionContext(
      descriptor: descriptor, activity: activity, clock: clock, purpose: purpose)
    let descriptor: Int32
    do throws(Errno) { descriptor = try system.open(path: path) } catch {
      throw DeviceErrors(path: path).opening(error)
    }
    do throws(SourceError) {
      let identity = try identify(descriptor)
      return try HardwareDeviceSession(
        context: context, configuration: configuration, identification: identification, identity: identity,
        descriptor: descriptor, system: system)
    } catch {
      system.close(descriptor: descriptor)
      throw error
    }
  }

  /// Checks what has been opened, on the descriptor: the path could lead elsewhere by now.
  private func identify(_ descriptor: Int32) throws(SourceError) -> DeviceIdentity {
    let path = configuration.path
    let status: FileStatus
    do throws(Errno) { status = try system.status(descriptor: descriptor) } catch {
      throw .io(call: "fstat", path: path, errno: error)
    }
    guard status.kind == .characterDevice else { throw .notACharacterDevice(path: path, kind: status.kind) }
    if status.deviceNumber?.isKernelGenerator == true { throw .kernelGenerator(path: path) }
    let identity = try identification.identity(of: status.deviceNumber)
    guard status.deviceNumber == .kernelHardwareGenerator else { return identity }
    guard configuration.independenceGroup == .kernel else {
      throw .independenceGroupRefused(
        path: path, group: configuration.independenceGroup.rawValue,
        required: IndependenceGroup.kernel.rawValue)
    }
    if let allowed = configuration.allowedGenerators {
      guard let name = identity.generator, allowed.contains(name) else {
        throw .generatorNotAllowed(name: identity.generator, allowed: allowed)
      }
    }
    return identity
  }

  private static func availability(_ error: SourceError) -> SourceAvailability {
    if case .denied = error { .denied(reason: error) } else { .absent(reason: error) }
  }
}
