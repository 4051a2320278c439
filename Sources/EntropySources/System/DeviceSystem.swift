// SPDX-License-Identifier: Apache-2.0

/// The system calls that sources make. Tests replace it by a script of bytes and error numbers.
///
/// Nothing here waits: files are opened with `O_NONBLOCK` and getrandom(2) is asked with `GRND_NONBLOCK`. A driver
/// that ignores this holds the calling thread alone, which is why every source has a thread of its own.
package protocol DeviceSystem: Sendable {
  /// What `path` is, symbolic links followed: stat(2).
  func status(path: String) throws(Errno) -> FileStatus

  /// Whether the effective user may read `path`, by its mode: faccessat(2). Opens nothing.
  func checkReadable(path: String) throws(Errno)

  /// Opens `path`: O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY.
  func open(path: String) throws(Errno) -> Int32

  /// What an open descriptor is: fstat(2).
  func status(descriptor: Int32) throws(Errno) -> FileStatus

  /// Reads at most `range.count` bytes to `range` of `buffer`: read(2). 0 is the end of the file.
  func read(
    descriptor: Int32, into buffer: inout MutableSpan<UInt8>, range: Range<Int>
  ) throws(Errno) -> Int

  /// Closes a descriptor. Its errors mean nothing for a file that was only read.
  func close(descriptor: Int32)

  /// The text of a small file such as a sysfs attribute, at most 4,095 bytes, without trailing white space.
  func text(path: String) throws(Errno) -> String

  /// The last component of what a symbolic link points to, such as the name of a driver: readlink(2).
  func linkName(path: String) throws(Errno) -> String

  /// Asks the kernel's generator for `range.count` bytes to `range` of `buffer`: getrandom(2), always with
  /// `GRND_NONBLOCK` and never with `GRND_INSECURE` (requirement I-1). An empty range asks whether it would answer.
  func getrandom(into buffer: inout MutableSpan<UInt8>, range: Range<Int>) throws(Errno) -> Int
}
