// SPDX-License-Identifier: Apache-2.0
import EntropySources
import Glibc
import SecretMemory

/// Forks and threads of this program, which has one thread unless a scenario or its service starts another.
enum Children {
  /// Longer than any child takes; a hung one ends by SIGALRM.
  private static let childSeconds: UInt32 = 10
  /// What a pipe takes without a reader.
  private static let answerLimit = 65_536

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

  /// fork(2) as a signal handler may call it: without the handlers of pthread_atfork(3).
  static func forkWithoutHandlers() -> Int32 {
    guard let function = unsafe dlsym(nil, "_Fork") else { return -1 }
    return unsafe unsafeBitCast(function, to: (@convention(c) () -> Int32).self)()
  }

  /// Runs `body` in a forked child and returns what it returned there, at most 64 KiB; throws what went wrong there.
  static func answer(
    forkedBy makeChild: () -> Int32 = { fork() }, _ body: () throws -> [UInt8]
  ) throws -> [UInt8] {
    var ends: [Int32] = [-1, -1]
    try require(unsafe pipe(&ends) == 0, "pipe failed with errno \(errno)")
    defer { close(ends[0]) }
    let status: Int32
    do {
      defer { close(ends[1]) }
      status = try self.status(forkedBy: makeChild) {
        let bytes = try body()
        let count = unsafe bytes.withUnsafeBytes { unsafe write(ends[1], $0.baseAddress, $0.count) }
        try require(count == bytes.count, "the answer did not fit")
      }
    }
    try require(status == 0, "the child ended with wait status \(status)")
    var bytes = [UInt8](repeating: 0, count: answerLimit)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(ends[0], $0.baseAddress, $0.count) }
    try require(count >= 0, "read failed with errno \(errno)")
    return Array(bytes[0..<max(0, count)])
  }

  /// Runs `body` in a forked child and returns the child's wait status: 0 when it returned.
  static func status(
    forkedBy makeChild: () -> Int32 = { fork() }, _ body: () throws -> Void
  ) throws -> Int32 {
    try wait(for: start(forkedBy: makeChild, body))
  }

  /// Runs `body` in a forked child and returns the child's process identifier.
  static func start(
    forkedBy makeChild: () -> Int32 = { fork() }, _ body: () throws -> Void
  ) throws -> Int32 {
    let child = makeChild()
    try require(child >= 0, "fork failed with errno \(errno)")
    guard child == 0 else { return child }
    alarm(childSeconds)
    do {
      try body()
      _exit(0)
    } catch {
      say("in the child: \(error)")
      _exit(1)
    }
  }

  /// Waits for a child's end and returns its wait status.
  static func wait(for child: Int32) throws -> Int32 {
    var status: Int32 = 0
    try require(unsafe waitpid(child, &status, 0) == child, "waitpid failed with errno \(errno)")
    return status
  }

  /// Whether a wait status says that the process was ended by SIGKILL.
  static func wasKilled(_ status: Int32) -> Bool { status & 0x7f == SIGKILL }

  /// Says nothing more on standard error.
  static func closeStandardError() { close(STDERR_FILENO) }

  /// Ends this process as a return from `main` does: handlers of atexit(3), then destructors, while its other threads run.
  static func endNormally() -> Never { Glibc.exit(0) }

  /// A thread of this program.
  typealias Thread = pthread_t

  private final class ThreadBody {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread that runs `body` until it returns or the process ends.
  @discardableResult
  static func startThread(_ body: @escaping @Sendable () -> Void) throws -> Thread {
    var thread = Thread()
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
    return thread
  }

  /// Waits for the end of a thread.
  static func join(_ thread: Thread) { pthread_join(thread, nil) }

  /// Runs `body` on threads of their own, with 0, 1, 2, ..., and returns what they returned.
  static func onThreads<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let results = Results<Result>()
    let threads = try (0..<count).map { index in
      try startThread {
        do {
          let result = try body(index)
          results.list.withLock { $0.append(result) }
        } catch {
          results.finding.withLock { $0 = "on a thread: \(error)" }
        }
      }
    }
    for thread in threads { join(thread) }
    if let finding = results.finding.withLock({ $0 }) { throw Finding(description: finding) }
    return results.list.withLock { $0 }
  }

  private final class Results<Result: Sendable>: Sendable {
    let list = Guarded<[Result]>([])
    let finding = Guarded<String?>(nil)
  }

  /// Lets other threads run.
  static func rest() { sched_yield() }

  /// Has a thread that wakes up run before the calling one. Not by more than these 4 levels: at 19 a thread gets about a
  /// hundredth of a busy machine, and needs some of it even to end.
  static func giveWay() { _ = nice(4) }

  /// Lets some time pass.
  static func rest(microseconds: UInt32) { usleep(microseconds) }

  /// Writes a line to standard output at once.
  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    unsafe bytes.withUnsafeBytes { _ = unsafe write(1, $0.baseAddress, $0.count) }
  }

  /// Ends the program.
  static func exit(with code: Int32, saying line: String? = nil) -> Never {
    if let line { say(line) }
    _exit(code)
  }
}
