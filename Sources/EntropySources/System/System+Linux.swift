// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc

/// The real system calls.
package struct LinuxSystem: DeviceSystem {
  /// Makes the system; it has no state.
  package init() {}

  package func status(path: String) throws(Errno) -> FileStatus {
    try Self.checkPath(path)
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw Errno(errno) }
    return Self.fileStatus(status)
  }

  package func checkReadable(path: String) throws(Errno) {
    try Self.checkPath(path)
    guard unsafe faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0 else { throw Errno(errno) }
  }

  package func open(path: String) throws(Errno) -> Int32 {
    try Self.checkPath(path)
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw Errno(errno) }
    return descriptor
  }

  package func status(descriptor: Int32) throws(Errno) -> FileStatus {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw Errno(errno) }
    return Self.fileStatus(status)
  }

  package func read(
    descriptor: Int32, into buffer: inout MutableSpan<UInt8>, range: Range<Int>
  ) throws(Errno) -> Int {
    // Checked here, because below is a pointer.
    guard range.lowerBound >= 0, range.upperBound <= buffer.count else { throw .invalidArgument }
    let got = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe Glibc.read(descriptor, bytes.baseAddress?.advanced(by: range.lowerBound), range.count)
    }
    guard got >= 0 else { throw Errno(errno) }
    return got
  }

  package func close(descriptor: Int32) { _ = Glibc.close(descriptor) }

  package func text(path: String) throws(Errno) -> String {
    let descriptor = try open(path: path)
    defer { close(descriptor: descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    var span = bytes.mutableSpan
    var count = try read(descriptor: descriptor, into: &span, range: 0..<4095)
    while count > 0, bytes[count - 1] <= UInt8(ascii: " ") { count -= 1 }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  package func linkName(path: String) throws(Errno) -> String {
    try Self.checkPath(path)
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return -1 }  // not reached: the array is not empty
      return unsafe readlink(path, start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    guard count >= 0 else { throw Errno(errno) }
    let target = bytes[..<count]
    let start = target.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    return String(decoding: target[start...], as: UTF8.self)
  }

  package func getrandom(into buffer: inout MutableSpan<UInt8>, range: Range<Int>) throws(Errno) -> Int {
    guard range.lowerBound >= 0, range.upperBound <= buffer.count else { throw .invalidArgument }
    guard !range.isEmpty else {
      // The kernel says EAGAIN before it looks at the length, and reads nothing for a length of 0.
      var none: UInt8 = 0
      return try Self.count(unsafe platform_getrandom(&none, 0, UInt32(GRND_NONBLOCK)))
    }
    let got = unsafe buffer.withUnsafeMutableBytes { bytes in
      // The span is not empty here, so that it has an address.
      guard let start = bytes.baseAddress else { return -Int(EFAULT) }
      return unsafe platform_getrandom(start + range.lowerBound, range.count, UInt32(GRND_NONBLOCK))
    }
    return try Self.count(got)
  }

  private static func count(_ result: Int) throws(Errno) -> Int {
    guard result >= 0 else { throw Errno(Int32(truncatingIfNeeded: -result)) }
    return result
  }

  /// C would stop at a NUL and take the part before it for the whole.
  private static func checkPath(_ path: String) throws(Errno) {
    guard !path.utf8.contains(0) else { throw .invalidArgument }
  }

  private static func fileStatus(_ status: stat) -> FileStatus {
    let device = DeviceNumber(rawDevice: UInt64(status.st_rdev))
    switch status.st_mode & S_IFMT {
    case S_IFCHR: return FileStatus(kind: .characterDevice, deviceNumber: device)
    case S_IFBLK: return FileStatus(kind: .blockDevice, deviceNumber: device)
    case S_IFDIR: return FileStatus(kind: .directory)
    case S_IFREG: return FileStatus(kind: .regularFile)
    case S_IFIFO: return FileStatus(kind: .fifo)
    case S_IFSOCK: return FileStatus(kind: .socket)
    default: return FileStatus(kind: .other)
    }
  }
}
