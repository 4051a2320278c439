// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A file that grows while samples are captured, and that one process at a time writes to.
///
/// What was appended before the process was killed is there afterwards: the kernel holds it.
struct PartFile: ~Copyable {
  let path: String
  private let descriptor: Int32
  private let name: String

  /// Makes a file, or opens one that an interrupted capture has left.
  init(_ path: String, isNew: Bool) throws(Failure) {
    self.path = path
    name = Console.oneLine(path)
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw Failure(
        .bad, code: "unwritable-file", value: name, limit: "a path", problem: "\"\(name)\" is no path",
        fix: "correct it")
    }
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (isNew ? O_CREAT | O_EXCL : 0)
    let descriptor = unsafe open(path, flags, 0o600)
    guard descriptor >= 0 else { throw Self.failure(name, "cannot be opened", errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Failure(
        .bad, code: "capture-running", value: name, limit: "one capture at a time",
        problem: "another capture is writing to \(name)", fix: "wait for it, or name another file")
    }
    var status = stat()
    // The one who had it before may have removed it when it was finished.
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 0
    else {
      close(descriptor)
      throw Failure(
        .bad, code: "unwritable-file", value: name, limit: "a regular file",
        problem: "\(name) is no regular file",
        fix: "remove it, or name another file")
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Bytes of the file.
  func size() throws(Failure) -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure(name, "cannot be read", errno) }
    return status.st_size
  }

  /// Cuts what is behind a number of bytes.
  func truncate(to size: Int) throws(Failure) {
    guard ftruncate(descriptor, size) == 0 else { throw Self.failure(name, "cannot be cut", errno) }
  }

  /// Writes bytes behind the last one.
  func append(_ bytes: [UInt8]) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(name, "cannot be written", errno) }
      written += count
    }
  }

  /// All of it.
  func contents() throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: try size())
    var filled = 0
    while filled < bytes.count {
      let wanted = bytes.count - filled
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(descriptor, buffer.baseAddress?.advanced(by: filled), wanted, filled)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(name, "cannot be read", errno) }
      filled += count
    }
    return bytes
  }

  /// Removes it.
  consuming func remove() { _ = unsafe unlink(path) }

  private static func failure(_ name: String, _ problem: String, _ number: Int32) -> Failure {
    Failure(
      .bad, code: "unwritable-file", value: name, limit: "a file that can be written",
      problem: "\(name) \(problem): \(System.words(number))", fix: "mend that, or name another file")
  }
}
