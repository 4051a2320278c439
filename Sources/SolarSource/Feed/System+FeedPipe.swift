// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc

/// A child process and the pipe that it writes lines to.
struct FeedPipe: ~Copyable {
  private let descriptor: Int32
  private let process: pid_t
  private var rest: [UInt8] = []
  /// Whether the child has closed its end, or said more than any fetcher does.
  private(set) var isAtEnd = false

  /// The most bytes of one call of ``lines(waitingAtMost:)``: all products' messages, many times over.
  private static let pieceLimit = 1 << 18

  /// Starts the program with nothing but the pipe.
  init(executable: String, arguments: [String]) throws(SolarFeedError) {
    guard !executable.isEmpty, !executable.utf8.contains(0),
      !arguments.contains(where: { $0.utf8.contains(0) })
    else { throw .noProgram(path: executable, errno: ENOENT) }
    var ends: (Int32, Int32) = (-1, -1)
    let result = unsafe withUnsafeMutablePointer(to: &ends) {
      unsafe $0.withMemoryRebound(to: Int32.self, capacity: 2) { unsafe platform_pipe($0) }
    }
    guard result == 0 else { throw .noProcess(errno: result) }
    let (readEnd, writeEnd) = ends
    defer { close(writeEnd) }
    do throws(SolarFeedError) { process = try Self.spawn(executable, arguments, output: writeEnd) } catch {
      close(readEnd)
      throw error
    }
    descriptor = readEnd
  }

  deinit {
    close(descriptor)
    // It may still be at work, and ends by itself.
    platform_reap(process)
  }

  /// Milliseconds of a clock that is never set.
  static var milliseconds: Int {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  /// The whole lines that have come; waits at most so long for the first bytes.
  mutating func lines(waitingAtMost milliseconds: Int) -> [String] {
    guard !isAtEnd else { return [] }
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&entry, 1, Int32(clamping: milliseconds))
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    while rest.count < Self.pieceLimit {
      let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN { break }
      guard count > 0 else {
        isAtEnd = true
        break
      }
      rest += piece[..<count]
    }
    guard let end = rest.lastIndex(of: 10) else {
      // A line without end is none.
      if rest.count > SolarMessage.lineLimit { isAtEnd = true }
      return []
    }
    defer { rest.removeFirst(end + 1) }
    return rest[..<end].split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func spawn(
    _ executable: String, _ arguments: [String], output: Int32
  ) throws(SolarFeedError) -> pid_t {
    var argv = unsafe (["wellspring"] + arguments).map { unsafe strdup($0) }
    defer { unsafe argv.forEach { unsafe free($0) } }
    unsafe argv.append(nil)
    var process: pid_t = 0
    let result = unsafe platform_spawn_alone(executable, argv, output, &process)
    switch result {
    case 0: return process
    case ENOMEM, EAGAIN: throw .noProcess(errno: result)
    default: throw .noProgram(path: executable, errno: result)
    }
  }
}
