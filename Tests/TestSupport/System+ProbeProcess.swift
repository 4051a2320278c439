// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The program ForkProbe at work on one scenario, joined by a socket, killed when it takes too long.
@safe package struct ProbeProcess: ~Copyable {
  /// Why the probe gave no answer.
  package enum Failure: Error, Equatable, Sendable {
    /// It is not beside the test runner, or could not be started.
    case notStarted(path: String, errno: Int32)
    /// It did not answer in time and was killed.
    case timedOut(seconds: Int)
    /// It ended instead of answering.
    case ended(output: String)
  }

  /// Its process identifier.
  package let identifier: Int32
  private let socket: Int32
  private var buffer: [UInt8] = []
  private var hasEnded = false

  /// Runs one scenario to its end.
  ///
  /// - Returns: the exit status (128 + signal when a signal ended it) and what it wrote.
  package static func run(
    _ scenario: ProbeScenario, withinSeconds seconds: Int = 60
  ) throws -> (status: Int32, output: String) {
    var process = try ProbeProcess(scenario)
    return try process.end(withinSeconds: seconds)
  }

  /// Starts the probe.
  package init(_ scenario: ProbeScenario) throws(Failure) {
    let path = Self.executablePath
    var sockets: [Int32] = [-1, -1]
    guard
      unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &sockets) == 0
    else { throw .notStarted(path: path, errno: errno) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in 0...1 {
      unsafe posix_spawn_file_actions_adddup2(&actions, sockets[1], descriptor)
    }
    var process: pid_t = 0
    // The Swift backtracer would print memory, and takes seconds.
    var environment = ["SWIFT_BACKTRACE=enable=no"]
    for name in ["LD_LIBRARY_PATH", "TSAN_OPTIONS", "ASAN_OPTIONS"] {
      if let value = unsafe getenv(name) { unsafe environment.append("\(name)=\(String(cString: value))") }
    }
    let result = unsafe withCStrings([path, scenario.rawValue]) { arguments in
      unsafe withCStrings(environment) { environment in
        unsafe posix_spawn(&process, path, &actions, nil, arguments, environment)
      }
    }
    close(sockets[1])
    guard result == 0 else {
      close(sockets[0])
      throw .notStarted(path: path, errno: (result ?? nil) ?? EINVAL)
    }
    identifier = process
    socket = sockets[0]
  }

  deinit {
    close(socket)
    if !hasEnded {
      kill(identifier, SIGKILL)
      waitpid(identifier, nil, 0)
    }
  }

  /// The next line that it writes.
  package mutating func line(withinSeconds seconds: Int = 60) throws(Failure) -> String {
    let deadline = Self.now() + seconds * 1000
    while true {
      if let end = buffer.firstIndex(of: 10) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeSubrange(...end)
        return line
      }
      guard try receive(deadline: deadline, seconds: seconds) else {
        throw .ended(output: String(decoding: buffer, as: UTF8.self))
      }
    }
  }

  /// Tells it to take the next step.
  package func proceed() {
    var newline: UInt8 = 10
    unsafe send(socket, &newline, 1, Int32(MSG_NOSIGNAL))
  }

  /// Waits for its end.
  package mutating func end(
    withinSeconds seconds: Int = 60
  ) throws(Failure) -> (status: Int32, output: String) {
    let deadline = Self.now() + seconds * 1000
    while try receive(deadline: deadline, seconds: seconds) {}
    var status: Int32 = 0
    unsafe waitpid(identifier, &status, 0)
    hasEnded = true
    let code = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    return (code, String(decoding: buffer, as: UTF8.self))
  }

  /// Takes in what it wrote; false at its end.
  private mutating func receive(deadline: Int, seconds: Int) throws(Failure) -> Bool {
    var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    let wait = max(0, deadline - Self.now())
    guard unsafe poll(&entry, 1, Int32(wait)) > 0 else { throw .timedOut(seconds: seconds) }
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(socket, $0.baseAddress, $0.count) }
    guard count > 0 else { return false }
    buffer += chunk[0..<count]
    return true
  }

  private static func now() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  /// Beside the test runner, where SwiftPM puts every product of a build.
  private static var executablePath: String {
    var path = [UInt8](repeating: 0, count: 4096)
    let count = unsafe path.withUnsafeMutableBytes { path -> Int in
      guard let start = path.baseAddress else { return 0 }
      return unsafe readlink("/proc/self/exe", start.assumingMemoryBound(to: CChar.self), path.count)
    }
    let runner = String(decoding: path[0..<max(0, count)], as: UTF8.self)
    return runner.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/ForkProbe"
  }
}

/// Lends strings as C lends `argv`: an array of pointers with a null pointer behind the last.
private func withCStrings<R>(
  _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
) -> R? {
  var pointers: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { unsafe strdup($0) }
  unsafe pointers.append(nil)
  defer { unsafe pointers.forEach { unsafe free($0) } }
  return unsafe pointers.withUnsafeMutableBufferPointer { pointers in
    // Not nil: the array holds at least the null pointer.
    unsafe pointers.baseAddress.map { unsafe body($0) }
  }
}
