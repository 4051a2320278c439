// SPDX-License-Identifier: Apache-2.0

/// Which driver and which of its devices a device node stands for.
package struct DeviceNumber: Hashable, Sendable, CustomStringConvertible {
  /// The driver's number.
  package let major: UInt32
  /// The device's number within the driver.
  package let minor: UInt32

  /// Makes a number from its parts.
  package init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }

  /// Takes apart `st_rdev` as the C library encodes it (gnu_dev_major(3), which Swift does not import): the low 12
  /// bits of the major in bits 8 to 19 and its rest from bit 32 on, the low 8 bits of the minor in bits 0 to 7 and
  /// its rest from bit 20 on.
  package init(rawDevice: UInt64) {
    major = UInt32(truncatingIfNeeded: (rawDevice >> 8 & 0xfff) | (rawDevice >> 32 & 0xffff_f000))
    minor = UInt32(truncatingIfNeeded: (rawDevice & 0xff) | (rawDevice >> 12 & 0xffff_ff00))
  }

  /// Whether this is /dev/random or /dev/urandom, memory devices 8 and 9: the kernel's own generator.
  package var isKernelGenerator: Bool { major == 1 && (minor == 8 || minor == 9) }

  /// /dev/hwrng: the kernel's current hardware generator, miscellaneous device 183.
  package static let kernelHardwareGenerator = DeviceNumber(major: 10, minor: 183)

  /// "10:183", as sysfs writes it.
  package var description: String { "\(major):\(minor)" }
}
