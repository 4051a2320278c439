// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import RandomnessService

extension System {
  /// Keeps secrets in this process: no core dump, no debugger of the same user, no crash report that prints memory.
  ///
  /// Best effort, as an old kernel or a sandbox may refuse; none of it is needed to serve. What cannot be had from
  /// within: a crash before this line, when there is no secret yet, may still be reported by the Swift runtime unless
  /// the caller sets SWIFT_BACKTRACE=enable=no, and root may read any memory.
  static func protectProcess() {
    Randomness.hardenProcess()
    // A closed pipe and a limit on the size of files shall be errors of write(2).
    _ = signal(SIGPIPE, SIG_IGN)
    // Who has started us may have said otherwise, and then nobody learns how a child ended.
    _ = signal(SIGCHLD, SIG_DFL)
    _ = signal(SIGXFSZ, SIG_IGN)
    // A standard descriptor that is closed would become the number of the next file that is opened, perhaps a device.
    // Open for reading only, writing to it fails still.
    for descriptor in standardInput...standardError where fcntl(descriptor, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }

  /// Ends the process.
  static func exit(_ status: ExitStatus) -> Never { Glibc.exit(status.rawValue) }

  /// Ends the process with a status that is none of ours.
  static func exit(_ status: Int32) -> Never { Glibc.exit(status) }

  /// Whether the words of the command line are what was typed: Swift repairs what is no UTF-8, and then they name other files.
  static var argumentsAreText: Bool {
    (0..<Int(CommandLine.argc)).allSatisfy { index in
      guard let word = unsafe CommandLine.unsafeArgv[index] else { return false }
      return unsafe String(validatingCString: word) != nil
    }
  }

  /// The environment.
  static var environment: [String: String] {
    var environment: [String: String] = [:]
    for name in ["WELLSPRING_CONFIG", "WELLSPRING_PROFILE"] {
      guard let value = unsafe getenv(name) else { continue }
      environment[name] = unsafe String(cString: value)
    }
    return environment
  }

  /// Seconds since 1970-01-01 UTC.
  static var secondsSince1970: Int { time(nil) }

  /// Nanoseconds of a clock that is never set.
  static var monotonicNanoseconds: Int {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// The most memory that this program has had at once, in bytes; 0 where the kernel does not tell.
  ///
  /// getrusage(2) would count what the process was before exec(2), too: a copy of a large parent.
  static var peakMemoryBytes: Int {
    guard let bytes = try? contents(of: "/proc/self/status", limit: 1 << 16) else { return 0 }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap {
      Int($0)
    }
    return (kilobytes ?? 0) * 1024
  }

  /// Whether there is something of this name.
  static func exists(_ path: String) -> Bool {
    unsafe !path.utf8.contains(0) && faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) == 0
  }

  /// Whether somebody reads a pipe.
  static func hasReader(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: 0, revents: 0)
    let count = unsafe poll(&entry, 1, 0)
    return count <= 0 || entry.revents & Int16(POLLERR | POLLNVAL) == 0
  }

  /// Rests.
  static func sleep(seconds: UInt32) { _ = Glibc.sleep(seconds) }
}
