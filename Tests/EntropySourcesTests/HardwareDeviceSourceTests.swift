// SPDX-License-Identifier: Apache-2.0
import HealthTests
import TestSupport
import Testing

@testable import EntropySources

/// Configuration, probing and opening.
@Suite struct HardwareDeviceSourceTests {
  private let clock = FakeClock()
  private let system: ScriptedSystem

  init() { system = ScriptedSystem(clock: clock, seed: 2, current: "virtio_rng.0") }

  private func source(
    _ change: (inout HardwareDeviceConfiguration) -> Void = { _ in }
  ) throws -> HardwareDeviceSource {
    var configuration = HardwareDeviceConfiguration()
    change(&configuration)
    return try HardwareDeviceSource(configuration: configuration, system: system)
  }

  @Test func `the default is /dev/hwrng, opaque, unclaimed, in the kernel's group`() throws {
    let descriptor = try source().descriptor
    #expect(descriptor.id == "hwrng")
    #expect(descriptor.provenance.path == "/dev/hwrng")
    #expect(!descriptor.conditioning.isRaw)
    #expect(descriptor.claim == nil)
    #expect(descriptor.independenceGroup == .kernel)
    #expect(descriptor.blockSize == 64)
    #expect(descriptor.pacing == .paced(intervalNanoseconds: 2_000_000))
  }

  @Test func `opening pins the device number and the current generator`() throws {
    let source = try source()
    #expect(source.probe() == .present)
    #expect(system.log.opened.isEmpty, "a probe opens nothing")
    let session = try source.open(clock: clock)
    #expect(session.identity == DeviceIdentity(number: .kernelHardwareGenerator, generator: "virtio_rng.0"))
    #expect(session.identity.description == "virtio_rng.0, device 10:183")
    #expect(system.openDescriptorCount == 1)
    session.close()
    session.close()
    #expect(system.openDescriptorCount == 0)
  }

  @Test func `a session that goes out of scope closes its device`() throws {
    let source = try source()
    do { _ = try source.open(clock: clock) }
    #expect(system.openDescriptorCount == 0)
    _ = try CaptureSession(source: source, clock: clock)
  }

  @Test func `a device that sysfs does not know is known by the name of its major number`() throws {
    let number = DeviceNumber(major: 136, minor: 7)
    let system = ScriptedSystem(clock: FakeClock(), seed: 1)
    system.setDevice(
      "/dev/pts/7",
      ScriptedSystem.Device(status: FileStatus(kind: .characterDevice, deviceNumber: number)))
    system.setText(
      "/proc/devices", "Character devices:\n  1 mem\n 10 misc\n136 pts\n\nBlock devices:\n136 no\n 11 sr\n")
    let identification = DeviceIdentification(path: "/dev/pts/7", system: system)
    #expect(try identification.identity(of: number) == DeviceIdentity(number: number, driver: "pts"))
    let block = DeviceNumber(major: 11, minor: 0)
    #expect(try identification.identity(of: block) == DeviceIdentity(number: block))
  }

  @Test func `another character device is known by its driver and serial number`() throws {
    let number = DeviceNumber(major: 166, minor: 0)
    system.setDevice(
      "/dev/ttyACM0",
      ScriptedSystem.Device(status: FileStatus(kind: .characterDevice, deviceNumber: number)))
    system.setLink("/sys/dev/char/166:0/device/driver", "cdc_acm")
    system.setText("/sys/dev/char/166:0/device/../serial", "A17")
    let source = try source {
      $0.id = "qrng"
      $0.path = "/dev/ttyACM0"
      $0.independenceGroup = IndependenceGroup(rawValue: "qrng")
      $0.allowedGenerators = ["irrelevant here"]
    }
    let identity = try source.open(clock: clock).identity
    #expect(identity == DeviceIdentity(number: number, driver: "cdc_acm", serial: "A17"))
  }

  @Test(arguments: [
    (Errno.noSuchFile, SourceError.absent(path: "/dev/hwrng", reason: .errno(.noSuchFile))),
    (.notADirectory, .absent(path: "/dev/hwrng", reason: .errno(.notADirectory))),
    (.noSuchDevice, .absent(path: "/dev/hwrng", reason: .errno(.noSuchDevice))),
    (.noSuchDeviceOrAddress, .absent(path: "/dev/hwrng", reason: .errno(.noSuchDeviceOrAddress))),
    (.inputOutput, .io(call: "open", path: "/dev/hwrng", errno: .inputOutput)),
  ]) func `errors of opening are typed`(errno: Errno, error: SourceError) throws {
    var device = ScriptedSystem.Device()
    device.openError = errno
    device.statError = errno
    system.setDevice("/dev/hwrng", device)
    let source = try source()
    #expect(source.probe() == .absent(reason: error))
    #expect(throws: error) { _ = try source.open(clock: clock) }
    #expect(source.activity.counters.opens == 0)
  }

  @Test(arguments: [(Errno.accessDenied, "udev"), (.notPermitted, "DeviceAllow=/dev/hwrng r")])
  func `a denial names its fix`(errno: Errno, word: String) throws {
    var device = ScriptedSystem.Device()
    device.openError = errno
    device.readableError = errno
    system.setDevice("/dev/hwrng", device)
    let source = try source()
    guard case .denied(let reason) = source.probe() else {
      Issue.record("not denied")
      return
    }
    #expect(reason.description.contains(word))
    #expect(throws: reason) { _ = try source.open(clock: clock) }
    if errno == .accessDenied {
      #expect(reason.description.contains(#"KERNEL=="hw_random", GROUP="hwrng", MODE="0440""#))
      #expect(reason.description.contains("or run as root"))
    }
  }

  @Test(arguments: [
    FileStatus.Kind.directory, .regularFile, .fifo, .blockDevice, .socket, .other,
  ]) func `what is no character device is refused by its kind`(kind: FileStatus.Kind) throws {
    system.setDevice("/dev/hwrng", ScriptedSystem.Device(status: FileStatus(kind: kind)))
    let source = try source()
    #expect(source.probe() == .absent(reason: .notACharacterDevice(path: "/dev/hwrng", kind: kind)))
    #expect(throws: SourceError.notACharacterDevice(path: "/dev/hwrng", kind: kind)) {
      _ = try source.open(clock: clock)
    }
    #expect(system.openDescriptorCount == 0, "what was opened to look at it is closed again")
  }

  @Test func `an error of fstat closes what was opened`() throws {
    var device = ScriptedSystem.Device()
    device.descriptorError = .inputOutput
    system.setDevice("/dev/hwrng", device)
    #expect(throws: SourceError.io(call: "fstat", path: "/dev/hwrng", errno: .inputOutput)) {
      _ = try source().open(clock: clock)
    }
    #expect(system.openDescriptorCount == 0)
  }

  @Test(arguments: ["none", ""]) func `a node without a generator is absent`(current: String) throws {
    system.setText(ScriptedSystem.currentPath, current)
    let error = SourceError.absent(path: "/dev/hwrng", reason: .noCurrentGenerator)
    #expect(try source().probe() == .absent(reason: error))
    #expect(throws: error) { _ = try source().open(clock: clock) }
    #expect(system.openDescriptorCount == 0)
  }

  @Test func `a generator outside the allow-list is refused (I-3)`() throws {
    let source = try source { $0.allowedGenerators = ["tpm-rng-0", "chaoskey-1"] }
    #expect(
      throws: SourceError.generatorNotAllowed(name: "virtio_rng.0", allowed: ["tpm-rng-0", "chaoskey-1"])
    ) {
      _ = try source.open(clock: clock)
    }
    system.setText(ScriptedSystem.currentPath, nil)
    #expect(throws: SourceError.generatorNotAllowed(name: nil, allowed: ["tpm-rng-0", "chaoskey-1"])) {
      _ = try source.open(clock: clock)
    }
    #expect(system.openDescriptorCount == 0)
    system.setText(ScriptedSystem.currentPath, "tpm-rng-0")
    #expect(try source.open(clock: clock).identity.generator == "tpm-rng-0")
  }

  @Test func `/dev/hwrng cannot be counted beside getrandom, whatever path leads to it`() throws {
    system.setDevice("/dev/my-qrng", ScriptedSystem.Device())
    let source = try source {
      $0.path = "/dev/my-qrng"
      $0.independenceGroup = IndependenceGroup(rawValue: "my-qrng")
    }
    #expect(
      throws: SourceError.independenceGroupRefused(path: "/dev/my-qrng", group: "my-qrng", required: "kernel")
    ) {
      _ = try source.open(clock: clock)
    }
  }

  @Test func `values that cannot be are refused with value and limit`() {
    func refusal(_ change: (inout HardwareDeviceConfiguration) -> Void) -> String? {
      do {
        _ = try source(change)
        return nil
      } catch { return "\(error)" }
    }
    #expect(refusal { $0.path = "" } == "path is empty; it must be the path of a device node")
    #expect(refusal { $0.id = "HW RNG" } == "id is HW RNG; it must be 1 to 64 of a-z, 0-9, - and _")
    #expect(refusal { $0.id = "" } != nil)
    #expect(refusal { $0.blockSize = 32 } == "blockSize is 32; it must be a multiple of 64")
    #expect(refusal { $0.blockSize = 96 } != nil)
    #expect(refusal { $0.blockSize = 2_048 } != nil)
    #expect(refusal { $0.blockSize = -64 } != nil)
    #expect(refusal { $0.intervalNanoseconds = 999_999 } != nil)
    #expect(refusal { $0.intervalNanoseconds = 5_000_001 } != nil)
    #expect(refusal { $0.bitsPerSample = 0 } == "bitsPerSample is 0; it must be 1 to 8")
    #expect(refusal { $0.bitsPerSample = 9 } != nil)
    #expect(refusal { $0.samplesPerSecond = 0 } != nil)
    #expect(refusal { $0.claim = .zero } != nil)
    #expect(
      refusal {
        $0.bitsPerSample = 4
        $0.claim = .bits(5)
      } == "claim is 5.0; it must be above 0 and at most 4, the sample width")
    #expect(refusal { $0.claim = .bits(8) } == nil)
  }
}
