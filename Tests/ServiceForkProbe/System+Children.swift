// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Forks and threads of this program, which has one thread unless a scenario or its service starts another.
enum Children {
  /// Longer than any child takes; a hung one ends by SIGALRM.
  private static let childSeconds: UInt32 = 10

  /// The identifier of this process.
  static var process: Int32 { getpid() }

  /// Ends this process by SIGALRM when it takes too long; children have a shorter time of their own.
  ///
  /// Whoever started it may have blocked all signals: the threads on which tests run do.
  static func endThisProcess(afterSeconds seconds: UInt32) {
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigprocmask(SIG_SETMASK, &none, nil)
    alarm(seconds)
  }

  /// Runs `body` in a forked child and returns what it returned there, at most 4096 bytes; throws what went wrong there.
  static func answer(_ body: () throws -> [UInt8]) throws -> [UInt8] {
    var ends: [Int32] = [-1, -1]
    try require(unsafe pipe(&ends) == 0, "pipe failed with errno \(errno)")
    let child = fork()
    try require(child >= 0, "fork failed with errno \(errno)")
    if child == 0 {
      alarm(childSeconds)
      do {
        let bytes = try body()
        let count = unsafe bytes.withUnsafeBytes { unsafe write(ends[1], $0.baseAddress, $0.count) }
        _exit(count == bytes.count ? 0 : 2)
      } catch {
        say("in the child: \(error)")
        _exit(1)
      }
    }
    close(ends[1])
    defer { close(ends[0]) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    var status: Int32 = 0
    try require(unsafe waitpid(child, &status, 0) == child, "waitpid failed with errno \(errno)")
    try require(status == 0, "the child ended with wait status \(status)")
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(ends[0], $0.baseAddress, $0.count) }
    try require(count >= 0, "read failed with errno \(errno)")
    return Array(bytes[0..<max(0, count)])
  }

  private final class ThreadBody {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread that runs `body` until it returns or the process ends.
  static func startThread(_ body: @escaping @Sendable () -> Void) throws {
    var thread = pthread_t()
    let argument = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    let result = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
        }
        return nil
      }, argument)
    try require(result == 0, "pthread_create failed with \(result)")
  }

  /// Lets other threads run.
  static func rest() { sched_yield() }

  /// Writes a line to standard output at once.
  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    unsafe bytes.withUnsafeBytes { _ = unsafe write(1, $0.baseAddress, $0.count) }
  }

  /// Ends the program.
  static func exit(with code: Int32, saying line: String) -> Never {
    say(line)
    _exit(code)
  }
}
