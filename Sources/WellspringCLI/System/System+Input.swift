// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Primitives

/// A file that is read once, from its beginning on, and hashed on the way.
struct InputFile: ~Copyable {
  /// What is known of a file when it has been read.
  struct Facts: Equatable, Sendable {
    /// Bytes that were read.
    let byteCount: Int
    /// SHA-256 of them, in hexadecimal digits.
    let sha256: String

    /// A seed for tests of the file: the first 48 bits of the digest, which every reader of JSON takes for a whole number. So
    /// a file gives the same answer every time, and nobody chooses a seed by its answer.
    var seed: UInt64 { Self.seed(sha256) }

    /// The seed that belongs to a digest.
    static func seed(_ sha256: String) -> UInt64 { UInt64(sha256.prefix(12), radix: 16) ?? 0 }
  }

  /// What tells that somebody has written to a file.
  private struct Mark: Equatable {
    let bytes: Int
    let seconds: Int
    let nanoseconds: Int

    init(_ status: stat) {
      bytes = status.st_size
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
  }

  /// Its name on one line.
  let name: String
  /// How many bytes have been read.
  private(set) var byteCount = 0
  /// Whether it is a file of a file system, which has an end and can be read again.
  let isRegular: Bool

  private let descriptor: Int32
  private let mark: Mark
  private var hash: Hash
  private var piece: [UInt8]

  private static let pieceBytes = 1 << 18

  /// Opens a file, or standard input for "-".
  init(_ path: String) throws(Failure) {
    let name = Console.oneLine(path)
    guard !path.isEmpty, !path.utf8.contains(0) else { throw Self.unreadable(name, ENOENT) }
    let hash = try Self.startedHash()
    let descriptor = path == "-" ? System.standardInput : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(name, errno) }
    let status: stat
    do throws(Failure) {
      status = try Self.status(descriptor, name)
      guard status.st_mode & S_IFMT != S_IFDIR else { throw Self.unreadable(name, EISDIR) }
    } catch {
      if descriptor != System.standardInput { close(descriptor) }
      throw error
    }
    self.hash = hash
    (self.name, self.descriptor) = (name, descriptor)
    isRegular = status.st_mode & S_IFMT == S_IFREG
    mark = Mark(status)
    piece = [UInt8](repeating: 0, count: Self.pieceBytes)
  }

  deinit { if descriptor != System.standardInput { close(descriptor) } }

  /// The next bytes; fewer than asked for at the end of the file alone.
  mutating func read(_ count: Int) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    // Growing by doubling would hold the bytes twice.
    if isRegular { bytes.reserveCapacity(max(0, min(count, mark.bytes - byteCount))) }
    var missing = count
    while missing > 0 {
      let got = try readPiece(missing)
      if got == 0 { break }
      bytes += piece[..<got]
      missing -= got
    }
    return bytes
  }

  /// Passes over bytes, which are hashed too.
  mutating func skip(_ count: Int) throws(Failure) {
    var missing = count
    while missing > 0 {
      let got = try readPiece(missing)
      if got == 0 { return }
      missing -= got
    }
  }

  /// Reads a file to its end, since the digest is of all of it; what may have no end, such as a device, is left as it is.
  ///
  /// - Throws: when somebody has written to the file since it was opened.
  consuming func finish() throws(Failure) -> Facts {
    if isRegular {
      try skip(.max)
      guard Mark(try Self.status(descriptor, name)) == mark else {
        throw Self.changed(name)
      }
    }
    var digest = [UInt8](repeating: 0, count: 32)
    do throws(PrimitiveError) {
      var span = digest.mutableSpan
      try hash.finalize(into: &span)
    } catch { throw Self.unhashed(error) }
    return Facts(byteCount: byteCount, sha256: hexadecimalDigits(digest))
  }

  /// Reads some bytes, one at least unless the file has ended, and how many.
  private mutating func readPiece(_ limit: Int) throws(Failure) -> Int {
    while true {
      let wanted = min(limit, piece.count)
      let count = unsafe piece.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(descriptor, buffer.baseAddress, wanted)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        // Somebody else has made the pipe non-blocking; wait as if it were not.
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        unsafe poll(&entry, 1, -1)
        continue
      }
      guard count >= 0 else { throw Self.unreadable(name, errno) }
      byteCount += count
      let bytes = piece
      do throws(PrimitiveError) { try hash.update(bytes.span.extracting(0..<count)) } catch {
        throw Self.unhashed(error)
      }
      return count
    }
  }

  private static func status(_ descriptor: Int32, _ name: String) throws(Failure) -> stat {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw unreadable(name, errno) }
    return status
  }

  private static func startedHash() throws(Failure) -> Hash {
    do throws(PrimitiveError) { return try Hash(.sha256) } catch { throw unhashed(error) }
  }

  /// Somebody has written to the file.
  static func changed(_ name: String) -> Failure {
    Failure(
      .bad, code: "file-changed", value: name, limit: "a file that stays as it is",
      problem: "\(name) was changed while it was read", fix: "wait until nobody writes to it, or take a copy")
  }

  private static func unreadable(_ name: String, _ number: Int32) -> Failure {
    Failure(
      .bad, code: "unreadable-file", value: name, limit: "a readable file",
      problem: "\(name.isEmpty ? "\"\"" : name) cannot be read: \(System.words(number))",
      fix: "correct the path")
  }

  private static func unhashed(_ error: PrimitiveError) -> Failure {
    Failure(
      .internalError, code: "hash-failed", value: "\(error)", limit: "SHA-256",
      problem: "libcrypto gives no SHA-256: \(error)", fix: "mend its installation")
  }
}
