// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Primitives
internal import SecretMemory

extension KeyEncryptionKey {
  /// Makes a key and its file, which must not be there: mode 0600, durable before this returns.
  ///
  /// A folder that is missing is made, for its owner alone.
  package static func create(
    at path: String, random: RandomFill
  ) throws(KeyFileError) -> Self {
    guard !path.utf8.contains(0) else { throw .system(path: path, errno: ENOENT) }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    if unsafe mkdir(folder, 0o700) != 0, errno != EEXIST { throw .system(path: folder, errno: errno) }
    var bytes = try secret()
    do throws(EnvelopeError) {
      try bytes.withMutableBytes { span throws(EnvelopeError) in try random.fill(&span) }
    } catch { throw .failed(error) }
    // Under another name until it is whole: a crash leaves no half of a key. link(2) replaces nothing.
    let temporary = "\(path).\(getpid()).new"
    let descriptor = unsafe Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .system(path: temporary, errno: errno) }
    defer {
      close(descriptor)
      unsafe unlink(temporary)
    }
    let written = bytes.withBytes { span in
      unsafe span.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    }
    guard written == byteCount else { throw .system(path: temporary, errno: written < 0 ? errno : ENOSPC) }
    guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else {
      throw .system(path: temporary, errno: errno)
    }
    guard unsafe link(temporary, path) == 0 else {
      throw errno == EEXIST ? .exists(path: path) : .system(path: path, errno: errno)
    }
    let directory = unsafe Glibc.open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw .system(path: folder, errno: errno) }
    defer { close(directory) }
    guard fsync(directory) == 0 || errno == EINVAL else { throw .system(path: folder, errno: errno) }
    return try made(bytes)
  }

  /// Opens a key: a regular file of 32 bytes, of this user, that nobody else may use.
  package static func open(at path: String) throws(KeyFileError) -> Self {
    guard !path.utf8.contains(0) else { throw .system(path: path, errno: ENOENT) }
    // Without O_NONBLOCK the opening of a FIFO would wait for a writer.
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT: throw .missing(path: path)
      case ELOOP: throw .notAFile(path: path)
      default: throw .system(path: path, errno: errno)
      }
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .system(path: path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    guard status.st_uid == geteuid() else { throw .wrongOwner(path: path, owner: status.st_uid) }
    guard status.st_mode & 0o077 == 0 else { throw .wrongMode(path: path, mode: status.st_mode & 0o7777) }
    guard status.st_size == byteCount else { throw .wrongLength(path: path, byteCount: status.st_size) }
    var bytes = try secret()
    let count = bytes.withMutableBytes { span in
      unsafe span.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    }
    guard count == byteCount else {
      throw count < 0 ? .system(path: path, errno: errno) : .wrongLength(path: path, byteCount: count)
    }
    return try made(bytes)
  }

  private static func secret() throws(KeyFileError) -> SecretBytes {
    do throws(SecretMemoryError) { return try SecretBytes(count: byteCount) } catch {
      throw .failed(.primitiveFailed(.operationFailed(operation: "secret memory")))
    }
  }

  private static func made(_ bytes: consuming SecretBytes) throws(KeyFileError) -> Self {
    do throws(EnvelopeError) { return try KeyEncryptionKey(bytes) } catch { throw .failed(error) }
  }
}

/// The kernel's words for an error.
func words(_ number: Int32) -> String {
  guard let text = unsafe strerror(number) else { return "error \(number)" }
  return unsafe String(cString: text)
}
