// SPDX-License-Identifier: Apache-2.0
internal import Glibc

extension FileAccess {
  /// The files of this machine.
  package static var live: FileAccess {
    FileAccess(
      contents: { path, limit throws(Problem) in try read(path, limit: limit) },
      kind: { path in kind(of: path) },
      replace: { path, bytes throws(Problem) in try replace(path, with: bytes) })
  }

  private static func read(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
    // Without O_NONBLOCK the opening of a FIFO would wait for a writer.
    let descriptor = try opened(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw problem(errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .isDirectory
    default: throw .notRegular
    }
    guard status.st_size <= limit else { throw .tooLarge(limit: limit) }
    // One byte more than allowed: the file may grow between the two calls.
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var filled = 0
    while filled <= limit {
      let room = limit + 1 - filled
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), room)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw problem(errno) }
      if count == 0 { break }
      filled += count
    }
    guard filled <= limit else { throw .tooLarge(limit: limit) }
    return Array(bytes.prefix(filled))
  }

  private static func kind(of path: String) -> Kind {
    guard !path.utf8.contains(0) else { return .unreachable("it contains a NUL character") }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      return errno == ENOENT || errno == ENODEV || errno == ENXIO ? .absent : .unreachable(words(errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFCHR: return .characterDevice(isReadable: unsafe faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0)
    case S_IFDIR: return .directory
    case S_IFREG: return .regularFile
    case S_IFBLK: return .other("a block device")
    case S_IFIFO: return .other("a FIFO")
    case S_IFSOCK: return .other("a socket")
    default: return .other("no character device")
    }
  }

  private static func replace(_ path: String, with bytes: [UInt8]) throws(Problem) {
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    try makeDirectory(parent.isEmpty ? "/" : parent)
    // A name of its own for each process: two that write at once must not share a half-written file.
    let temporary = "\(path).\(getpid()).new"
    // What a process of the same number has left when it was killed; nobody else has this name.
    unsafe unlink(temporary)
    let descriptor = try opened(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode: 0o644)
    do throws(Problem) {
      defer { close(descriptor) }
      // Every user's commands read it, whatever the umask of the one who wrote it.
      guard fchmod(descriptor, 0o644) == 0 else { throw problem(errno) }
      var written = 0
      while written < bytes.count {
        let count = unsafe bytes.withUnsafeBytes { buffer in
          unsafe write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw problem(errno) }
        written += count
      }
      guard fsync(descriptor) == 0 else { throw problem(errno) }
      guard unsafe rename(temporary, path) == 0 else { throw problem(errno) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    // The name lies in the directory: without this a crash could bring the old file back.
    let directory = try opened(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(directory) }
    guard fsync(directory) == 0 || errno == EINVAL else { throw problem(errno) }
  }

  private static func makeDirectory(_ path: String) throws(Problem) {
    guard unsafe mkdir(path, 0o755) == 0 else {
      // The mode of a directory that somebody else has made is theirs to choose.
      guard errno == EEXIST else { throw problem(errno) }
      return
    }
    let descriptor = try opened(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw problem(errno) }
    // As with the file; the group bit that some parents hand down stays.
    guard fchmod(descriptor, status.st_mode & 0o7000 | 0o755) == 0 else { throw problem(errno) }
  }

  private static func opened(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(Problem) -> Int32 {
    // C would stop at a NUL and take the part before it for the whole.
    guard !path.utf8.contains(0) else { throw .system("its name contains a NUL character") }
    let descriptor = unsafe open(path, flags, mode)
    guard descriptor >= 0 else { throw problem(errno) }
    return descriptor
  }

  private static func problem(_ number: Int32) -> Problem {
    switch number {
    case ENOENT: .absent
    case EISDIR: .isDirectory
    default: .system(words(number))
    }
  }

  private static func words(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}
