// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc

/// A counter that the hypervisor changes whenever this virtual machine is started from a snapshot: the
/// vm_generation_counter of the VMClock device, mapped for reading.
///
/// One load tells whether the machine has been cloned. Layout: Linux, include/uapi/linux/vmclock-abi.h.
package final class CloneCounter: Sendable {
  /// The device file.
  package static let devicePath = "/dev/vmclock0"

  private enum Layout {
    /// "VCLK", little endian.
    static let magic: UInt32 = 0x4b4c_4356
    static let sizeOffset = 4
    static let flagsOffset = 24
    /// VMCLOCK_FLAG_VM_GEN_COUNTER_PRESENT.
    static let hasCounter: UInt64 = 1 << 8
    static let counterOffset = 104
    static let byteCount = 112
  }

  /// A word that never changes, for machines without the device.
  private static let none = Constant()

  private let location: UInt
  private let mapping: UInt

  /// Maps the counter; `nil` where there is no such device, or one without the counter, or where it may not be opened.
  package init?(path: String = CloneCounter.devicePath) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let length = Int(getpagesize())
    let mapping = unsafe mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0)
    guard let page = unsafe mapping, unsafe page != MAP_FAILED else { return nil }
    // A file that is shorter than the structure would be a SIGBUS at the first load.
    var status = stat()
    let isShort =
      unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && status.st_size < Layout.byteCount
    guard
      !isShort, unsafe page.load(as: UInt32.self) == Layout.magic,
      unsafe page.load(fromByteOffset: Layout.sizeOffset, as: UInt32.self) >= UInt32(Layout.byteCount),
      unsafe page.load(fromByteOffset: Layout.flagsOffset, as: UInt64.self) & Layout.hasCounter != 0
    else {
      unsafe munmap(page, length)
      return nil
    }
    self.mapping = UInt(bitPattern: page)
    location = UInt(bitPattern: page) + UInt(Layout.counterOffset)
  }

  deinit {
    unsafe munmap(UnsafeMutableRawPointer(bitPattern: mapping), Int(getpagesize()))
  }

  /// The address of the counter, or of a word that never changes.
  static func address(of counter: CloneCounter?) -> UInt { counter?.location ?? none.address }

  /// The present value at such an address.
  @inline(__always)
  static func value(at address: UInt) -> UInt64 {
    unsafe platform_epoch_value(UnsafePointer(bitPattern: address).unsafelyUnwrapped)
  }

  private final class Constant: Sendable {
    let address: UInt
    init() {
      let word = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
      unsafe word.initialize(to: 0)
      address = UInt(bitPattern: word)
    }
  }
}
