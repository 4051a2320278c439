// SPDX-License-Identifier: Apache-2.0

/// Asks sysfs which device a device node stands for.
struct DeviceIdentification: Sendable {
  let path: String
  let system: any DeviceSystem

  /// Where the kernel names the generator behind /dev/hwrng.
  static let currentGeneratorPath = "/sys/class/misc/hw_random/rng_current"

  /// The identity of the device `number`.
  ///
  /// - Throws: ``SourceError/absent(path:reason:)`` when the kernel's current generator is "none".
  func identity(of number: DeviceNumber?) throws(SourceError) -> DeviceIdentity {
    guard let number else { return DeviceIdentity() }
    if number == .kernelHardwareGenerator {
      return DeviceIdentity(number: number, generator: try currentGenerator(of: number))
    }
    let device = "/sys/dev/char/\(number)/device"
    // USB serial numbers belong to the device, one level above the interface that the node hangs on.
    let serial = text(device + "/serial") ?? text(device + "/../serial")
    return DeviceIdentity(
      number: number, driver: link(device + "/driver") ?? majorName(of: number), serial: serial)
  }

  /// The name under which the kernel lists the device's major number, for devices that sysfs does not know, such as
  /// pseudo-terminals ("pts"): all that a record can be held to there.
  private func majorName(of number: DeviceNumber) -> String? {
    guard let list = text("/proc/devices") else { return nil }
    for line in list.split(separator: "\n").prefix(while: { $0 != "Block devices:" }) {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == String(number.major) { return String(words[1]) }
    }
    return nil
  }

  /// The generator behind /dev/hwrng: `nil` for another device, and where sysfs does not tell.
  ///
  /// - Throws: ``SourceError/absent(path:reason:)`` when it is "none", or empty as older kernels write it.
  func currentGenerator(of number: DeviceNumber?) throws(SourceError) -> String? {
    guard number == .kernelHardwareGenerator else { return nil }
    let name = text(Self.currentGeneratorPath)
    if name == "none" || name == "" { throw .absent(path: path, reason: .noCurrentGenerator) }
    return name
  }

  private func text(_ path: String) -> String? {
    do throws(Errno) { return try system.text(path: path) } catch { return nil }
  }

  private func link(_ path: String) -> String? {
    do throws(Errno) { return try system.linkName(path: path) } catch { return nil }
  }
}
