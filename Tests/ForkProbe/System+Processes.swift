// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport

/// Forks, threads and limits of this program, which has one thread unless a scenario starts another.
enum Processes {
  /// Longer than any scenario takes in its child; a hung child ends by SIGALRM.
  private static let childSeconds: UInt32 = 10

  /// The identifier of this process.
  static var identifier: Int32 { getpid() }

  /// Runs `body` in a forked child and waits for it; throws what went wrong there.
  static func inChild(_ body: () throws -> Void) throws {
    let child = fork()
    try require(child >= 0, "fork failed with errno \(errno)")
    if child == 0 {
      alarm(childSeconds)
      do { try body() } catch {
        say("in the child: \(error)")
        _exit(1)
      }
      _exit(0)
    }
    var status: Int32 = 0
    try require(unsafe waitpid(child, &status, 0) == child, "waitpid failed with errno \(errno)")
    try require(status == 0, "the child ended with wait status \(status)")
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

  /// Limits the address space to what is in use and `room` bytes more.
  static func limitAddressSpace(room: UInt) throws {
    let inUse = (MemoryMapping.all()?.reduce(0) { $0 + UInt($1.addresses.count) }) ?? 0
    var limit = rlimit(rlim_cur: inUse + room, rlim_max: inUse + room)
    try require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, "setrlimit failed")
  }

  /// Limits how much memory may be locked, and gives up being root, whom the limit does not bind.
  static func limitLockedMemory(to byteCount: UInt) throws {
    var limit = rlimit(rlim_cur: byteCount, rlim_max: byteCount)
    try require(
      unsafe setrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit) == 0, "setrlimit failed")
    let nobody: uid_t = 65_534
    if geteuid() == 0 { try require(setuid(nobody) == 0, "setuid failed with errno \(errno)") }
  }

  /// Whether the kernel holds this process to its limit of locked memory; it does not with CAP_IPC_LOCK.
  static func isHeldToLockLimit() -> Bool {
    let page = Int(getpagesize())
    guard let memory = unsafe mmap(nil, 64 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    else { return false }
    defer { unsafe munmap(memory, 64 * page) }
    return unsafe mlock(memory, 64 * page) != 0
  }

  /// The bytes at an address of this process; `nil` when nothing is mapped there.
  static func bytes(at address: UInt, count: Int) -> [UInt8]? {
    let memory = unsafe open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
    guard memory >= 0 else { return nil }
    defer { close(memory) }
    var bytes = [UInt8](repeating: 0xee, count: count)
    let got = unsafe bytes.withUnsafeMutableBytes {
      unsafe pread(memory, $0.baseAddress, $0.count, off_t(address))
    }
    return got == count ? bytes : nil
  }

  /// Writes a line to standard output at once.
  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    unsafe bytes.withUnsafeBytes { _ = unsafe write(1, $0.baseAddress, $0.count) }
  }

  /// Waits for one byte on standard input; false at its end.
  static func waitForWord() -> Bool {
    var byte: UInt8 = 0
    return unsafe read(0, &byte, 1) == 1
  }

  /// Ends the program.
  static func exit(with code: Int32, saying line: String) -> Never {
    say(line)
    _exit(code)
  }
}
