// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What only the kernel can do.
enum System {
  static let standardInput: Int32 = STDIN_FILENO
  static let standardOutput: Int32 = STDOUT_FILENO
  static let standardError: Int32 = STDERR_FILENO

  /// Whether a person looks at it.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Writes all bytes, in one call where the kernel takes them at once. No copy is made: they may be key material.
  ///
  /// - Throws: ``Failure/closedPipe`` when the reader has gone, else exit status 2.
  static func write(_ bytes: Span<UInt8>, to descriptor: Int32) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count >= 0 {
        written += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // Somebody who shares the terminal or pipe has made it non-blocking.
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe Glibc.poll(&poll, 1, -1)
      case EPIPE: throw .closedPipe
      default: throw outputFailure(errno)
      }
    }
  }

  private static func outputFailure(_ number: Int32) -> Failure {
    Failure(
      .bad, code: "output", value: words(number), limit: "an output that can be written",
      problem: "the output cannot be written: \(words(number))",
      fix: number == ENOSPC ? "free some space, or write elsewhere" : "write elsewhere")
  }

  /// The kernel's words for an error.
  static func words(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }

  /// Reads a file, or standard input for "-", to its end.
  ///
  /// - Parameter limit: more bytes than this are refused.
  static func contents(of path: String, limit: Int) throws(Failure) -> [UInt8] {
    let isStandardInput = path == "-"
    let descriptor = isStandardInput ? standardInput : unsafe open(path, O_RDONLY | O_CLOEXEC)
    func unreadable(_ number: Int32) -> Failure {
      Failure(
        .bad, code: "unreadable-file", value: Console.oneLine(path), limit: "a readable file",
        problem: "\(Console.oneLine(path)) cannot be read: \(words(number))", fix: "correct the path")
    }
    guard descriptor >= 0, !path.utf8.contains(0) else { throw unreadable(errno) }
    defer { if !isStandardInput { close(descriptor) } }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes { buffer in
        unsafe read(descriptor, buffer.baseAddress, buffer.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(errno) }
      if count == 0 { return bytes }
      bytes += piece[..<count]
      guard bytes.count <= limit else {
        throw Failure(
          .bad, code: "file-too-large", value: Console.oneLine(path), limit: "\(limit) bytes",
          problem: "\(Console.oneLine(path)) holds more than \(limit) bytes", fix: "split it")
      }
    }
  }
}
