// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The kernel's error number of a failed system call.
package struct Errno: Error, Hashable, Sendable, CustomStringConvertible {
  /// The number, as in errno(3).
  package let code: Int32

  /// Wraps a number.
  package init(_ code: Int32) { self.code = code }

  /// No data at present; ask again.
  package static let wouldBlock = Errno(EAGAIN)
  /// A signal came first; ask again.
  package static let interrupted = Errno(EINTR)
  /// No such system call in this kernel.
  package static let notImplemented = Errno(ENOSYS)
  /// The file's mode forbids it.
  package static let accessDenied = Errno(EACCES)
  /// Forbidden whatever the file's mode says: a device policy, a seccomp filter.
  package static let notPermitted = Errno(EPERM)
  /// The kernel gives no memory.
  package static let outOfMemory = Errno(ENOMEM)
  /// No such file.
  package static let noSuchFile = Errno(ENOENT)
  /// A part of the path is not a directory.
  package static let notADirectory = Errno(ENOTDIR)
  /// The node is there, and no device behind it.
  package static let noSuchDevice = Errno(ENODEV)
  /// The device went away, or never had a driver.
  package static let noSuchDeviceOrAddress = Errno(ENXIO)
  /// The device failed.
  package static let inputOutput = Errno(EIO)
  /// An argument is not valid.
  package static let invalidArgument = Errno(EINVAL)
  /// The descriptor is not open.
  package static let badDescriptor = Errno(EBADF)

  private static let names: [Int32: String] = [
    EAGAIN: "EAGAIN", EINTR: "EINTR", ENOSYS: "ENOSYS", EACCES: "EACCES", EPERM: "EPERM", ENOENT: "ENOENT",
    ENOTDIR: "ENOTDIR", ENODEV: "ENODEV", ENXIO: "ENXIO", EIO: "EIO", EINVAL: "EINVAL", EBADF: "EBADF",
    EBUSY: "EBUSY", EMFILE: "EMFILE", ENFILE: "ENFILE", ENOMEM: "ENOMEM", ELOOP: "ELOOP", EISDIR: "EISDIR",
    ENAMETOOLONG: "ENAMETOOLONG", ETIMEDOUT: "ETIMEDOUT", ENOTCONN: "ENOTCONN", EFAULT: "EFAULT",
  ]

  /// The symbolic name, or the number where it has none here.
  package var description: String { Self.names[code] ?? "errno \(code)" }
}
