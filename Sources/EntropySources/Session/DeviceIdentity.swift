// SPDX-License-Identifier: Apache-2.0

/// Which device a session reads from. Two equal identities are, as far as the kernel tells, the same device.
package struct DeviceIdentity: Hashable, Sendable, CustomStringConvertible {
  /// The node's `st_rdev`; `nil` for what is no device.
  package var number: DeviceNumber?
  /// For /dev/hwrng: the generator that the kernel reads from now (`rng_current`), such as "virtio_rng.0" or
  /// "tpm-rng-0"; `nil` for other devices, and where sysfs is not mounted.
  package var generator: String?
  /// The kernel driver's name, where sysfs tells.
  package var driver: String?
  /// The device's serial number, where sysfs tells.
  package var serial: String?

  /// Makes an identity.
  package init(
    number: DeviceNumber? = nil, generator: String? = nil, driver: String? = nil, serial: String? = nil
  ) {
    self.number = number
    self.generator = generator
    self.driver = driver
    self.serial = serial
  }

  /// "virtio_rng.0, device 10:183": what is known, in a fixed order.
  package var description: String {
    let parts = [
      generator, driver.map { "driver \($0)" }, serial.map { "serial \($0)" }, number.map { "device \($0)" },
    ]
    let known = parts.compactMap { $0 }
    return known.isEmpty ? "unknown device" : known.joined(separator: ", ")
  }
}
