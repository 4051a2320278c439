// SPDX-License-Identifier: Apache-2.0
package import HealthTests

/// How a character device is to be read and what is claimed for it.
///
/// The defaults are /dev/hwrng and the careful side of everything that only an operator can know.
package struct HardwareDeviceConfiguration: Hashable, Sendable {
  /// The source's id.
  package var id = "hwrng"
  /// Its name for people.
  package var name = "hardware generator"
  /// The device node; symbolic links such as those of /dev/serial/by-id are followed.
  package var path = "/dev/hwrng"
  /// The kind; `.nonPhysical` until the configuration says what is behind it (requirement I-4).
  package var kind = SourceKind.nonPhysical
  /// In a virtual machine the host makes the bytes of virtio-rng and knows them.
  package var secrecy = SourceSecrecy.sharedWithHost
  /// `.kernel` is refused to be anything else for /dev/hwrng: the kernel feeds its own generator from it.
  package var independenceGroup = IndependenceGroup.kernel
  /// Opaque unless the vendor documents a raw mode (requirements B-5, I-4).
  package var conditioning = SourceConditioning.opaque(by: "the device or its driver")
  /// The mode that the device was put into.
  package var mode: String?
  /// Width of a sample, 1...8; one byte carries one sample.
  package var bitsPerSample = 8
  /// Bytes of a block, a multiple of 64 up to 1,024.
  ///
  /// The kernel keeps a buffer of max(32, cache line) bytes, 64 on x86, for all readers and hands it out from its
  /// end: a smaller read comes back in reversed order (drivers/char/hw_random/core.c).
  package var blockSize = 64
  /// Wait between two asks of a device that has nothing, 1...5 ms.
  ///
  /// Measured on virtio-rng, 2026-11: 10.0 kB/s at 1 ms, 9.8 at 5 ms, 3.2 at 20 ms; without a wait 1,998 of 2,000 asks
  /// were in vain.
  package var intervalNanoseconds: UInt64 = 2_000_000
  /// Nominal rate; 9.6 kB/s measured on virtio-rng.
  package var samplesPerSecond = 10_000
  /// For /dev/hwrng: the names in rng_current that may be read from; `nil` for any.
  package var allowedGenerators: [String]?
  /// Claimed min-entropy per sample.
  package var claim: MinEntropy?

  /// The defaults.
  package init() {}

  /// The descriptor of the source.
  ///
  /// - Throws: ``SourceError/invalidDescriptor(field:value:limit:)``.
  func descriptor() throws(SourceError) -> SourceDescriptor {
    guard !path.isEmpty else {
      throw .invalidDescriptor(field: "path", value: "empty", limit: "the path of a device node")
    }
    guard blockSize >= 64, blockSize % 64 == 0 else {
      throw .invalidDescriptor(field: "blockSize", value: "\(blockSize)", limit: "a multiple of 64")
    }
    guard (1_000_000...5_000_000).contains(intervalNanoseconds) else {
      throw .invalidDescriptor(
        field: "intervalNanoseconds", value: "\(intervalNanoseconds)", limit: "1000000 to 5000000")
    }
    let descriptor = SourceDescriptor(
      id: id, name: name, kind: kind, secrecy: secrecy, independenceGroup: independenceGroup,
      bitsPerSample: bitsPerSample, blockSize: blockSize, conditioning: conditioning,
      pacing: .paced(intervalNanoseconds: intervalNanoseconds), samplesPerSecond: samplesPerSecond,
      restart: .deviceReopened, claim: claim,
      provenance: SourceProvenance(path: path, origin: "character device", mode: mode))
    try descriptor.validate()
    return descriptor
  }
}
