// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The system calls of the store, each behind a fault point.
///
/// Nothing follows a link, and nothing but a regular file is read.
struct StoreFiles: Sendable {
  /// The store's folder.
  let folder: String
  /// Asked before each call, by its name: an error number to fail with, or 0. It may end the process.
  let faultPoint: @Sendable (StaticString) -> Int32

  /// The longest file, in bytes: the longest envelope and its sequence number.
  static let byteLimit = (1 << 24) + 4096

  /// Reads a file, or its first bytes; `nil` when there is none.
  func read(_ name: String, first limit: Int = .max) throws(SolarStoreError) -> [UInt8]? {
    do throws(SolarStoreError) {
      return try with(name, flags: O_RDONLY | O_NONBLOCK, "open") { descriptor throws(SolarStoreError) in
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw problem(name) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .file(name: name, .notAFile) }
        guard status.st_size <= Self.byteLimit else { throw .file(name: name, .tooLarge) }
        var bytes = [UInt8](repeating: 0, count: min(limit, status.st_size))
        var filled = 0
        while filled < bytes.count {
          try point("read", name)
          let room = bytes.count - filled
          let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), room)
          }
          if count < 0 && errno == EINTR { continue }
          guard count >= 0 else { throw problem(name) }
          if count == 0 { break }
          filled += count
        }
        return Array(bytes.prefix(filled))
      }
    } catch .file(_, .system(ENOENT)) { return nil }
  }

  /// Puts a file in place of an older one at once: what is read is one of the two, whenever the power goes.
  ///
  /// - Parameter isDurable: wait until it is on the disk.
  func replace(_ name: String, with bytes: [UInt8], isDurable: Bool = true) throws(SolarStoreError) {
    try writeTemporary(name, bytes, isDurable: isDurable) { temporary throws(SolarStoreError) in
      try call("rename", name) { unsafe rename(path(temporary), path(name)) }
    }
    if isDurable { try synchronizeFolder(of: name) }
  }

  /// Makes a file that was not there; false when it was. Of several who try at once one succeeds: link(2) replaces nothing,
  /// as rename(2) would.
  func makeNew(_ name: String, _ bytes: [UInt8]) throws(SolarStoreError) -> Bool {
    var isOurs = false
    try writeTemporary(name, bytes) { temporary throws(SolarStoreError) in
      isOurs = try linkNew(temporary, name)
      // The link is what counts; this only tidies up.
      try call("unlink", name) { unsafe unlink(path(temporary)) }
    }
    try synchronizeFolder(of: name)
    return isOurs
  }

  /// Gives a file a second name; false when there is one of that name.
  func linkNew(_ name: String, _ other: String) throws(SolarStoreError) -> Bool {
    do throws(SolarStoreError) {
      try call("link", other) { unsafe link(path(name), path(other)) }
      return true
    } catch .file(_, .system(EEXIST)) { return false }
  }

  func remove(_ name: String) throws(SolarStoreError) {
    do throws(SolarStoreError) { try call("unlink", name) { unsafe unlink(path(name)) } } catch {
      guard case .file(_, .system(ENOENT)) = error else { throw error }
    }
  }

  /// The names in a folder, sorted; none when it is not there.
  func names(in name: String) throws(SolarStoreError) -> [String] {
    try point("opendir", name)
    guard let directory = unsafe opendir(path(name)) else {
      guard errno == ENOENT else { throw problem(name) }
      return []
    }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let text = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if text != "." && text != ".." { names.append(text) }
    }
    return names.sorted()
  }

  /// Makes a folder for its owner alone, if there is none.
  func makeFolder(_ name: String) throws(SolarStoreError) {
    do throws(SolarStoreError) {
      try call("mkdir", name) { unsafe mkdir(path(name), 0o700) }
      try synchronizeFolder(of: name)
    } catch {
      guard case .file(_, .system(EEXIST)) = error else { throw error }
      var status = stat()
      guard unsafe lstat(path(name), &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw .file(name: name, .notAFile)
      }
    }
  }

  func synchronizeFolder(of name: String) throws(SolarStoreError) {
    let folder = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? "."
    try with(folder, flags: O_RDONLY | O_DIRECTORY, "open folder") { descriptor throws(SolarStoreError) in
      try point("fsync folder", folder)
      guard fsync(descriptor) == 0 || errno == EINVAL else { throw problem(folder) }
    }
  }

  /// Runs `body` while no other process is in one; waits at most so long.
  func locked<R: ~Copyable>(
    milliseconds: Int, _ body: () throws(SolarStoreError) -> R
  ) throws(SolarStoreError) -> R {
    try with("lock", flags: O_RDWR | O_CREAT, mode: 0o600, "open lock") {
      descriptor throws(SolarStoreError) in
      let pause = 2
      var waited = 0
      while true {
        try point("flock", "lock")
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { break }
        guard errno == EWOULDBLOCK || errno == EINTR else { throw problem("lock") }
        guard waited < milliseconds else { throw .busy(milliseconds: milliseconds) }
        usleep(UInt32(pause * 1000))
        waited += pause
      }
      // The lock goes with the descriptor.
      return try body()
    }
  }

  /// The kernel's words for an error.
  static func words(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }

  // MARK: - Single calls

  private func path(_ name: String) -> String { "\(folder)/\(name)" }

  private func problem(_ name: String) -> SolarStoreError {
    errno == ELOOP ? .file(name: name, .notAFile) : .file(name: name, .system(errno: errno))
  }

  private func point(_ call: StaticString, _ name: String) throws(SolarStoreError) {
    let number = faultPoint(call)
    if number != 0 { throw .file(name: name, .system(errno: number)) }
  }

  private func call(_ call: StaticString, _ name: String, _ body: () -> Int32) throws(SolarStoreError) {
    try point(call, name)
    guard body() == 0 else { throw problem(name) }
  }

  private func with<R: ~Copyable>(
    _ name: String, flags: Int32, mode: mode_t = 0, _ call: StaticString,
    _ body: (Int32) throws(SolarStoreError) -> R
  ) throws(SolarStoreError) -> R {
    try point(call, name)
    let descriptor = unsafe open(path(name), flags | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw problem(name) }
    defer { close(descriptor) }
    return try body(descriptor)
  }

  /// Writes a file of another name, durably, and hands it to `body`; it is gone afterwards.
  private func writeTemporary(
    _ name: String, _ bytes: [UInt8], isDurable: Bool = true, _ body: (String) throws(SolarStoreError) -> Void
  ) throws(SolarStoreError) {
    // A name of its own for each process: two that write at once must not share a half-written file.
    let temporary = "\(name).\(getpid()).new"
    do throws(SolarStoreError) {
      let flags = O_WRONLY | O_CREAT | O_TRUNC
      try with(temporary, flags: flags, mode: 0o600, "create") { descriptor throws(SolarStoreError) in
        var written = 0
        while written < bytes.count {
          try point("write", name)
          let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
          }
          if count < 0 && errno == EINTR { continue }
          guard count > 0 else { throw problem(name) }
          written += count
        }
        guard isDurable else { return }
        try point("fsync", name)
        guard fsync(descriptor) == 0 else { throw problem(name) }
      }
      try body(temporary)
    } catch {
      unsafe unlink(path(temporary))
      throw error
    }
  }
}
