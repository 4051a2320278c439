// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What running a program took.
struct ProcessRun {
  /// From its start to its end.
  let nanoseconds: Double
  /// The most memory that it had at once.
  let peakBytes: Int
  /// What it ended with; negative for a signal.
  let exitCode: Int32
}

extension ProcessRun {
  /// Runs a program to its end, with its output thrown away; `nil` when it cannot be started.
  static func of(_ program: String, _ arguments: [String]) -> ProcessRun? {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var list = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe list.forEach { unsafe free($0) } }
    var child: pid_t = 0
    let start = monotonicNanoseconds()
    guard unsafe posix_spawn(&child, program, &actions, nil, &list, environ) == 0 else { return nil }
    var status: Int32 = 0
    var usage = rusage()
    while unsafe wait4(child, &status, 0, &usage) < 0 { guard errno == EINTR else { return nil } }
    let nanoseconds = Double(monotonicNanoseconds() - start)
    let signal = status & 0x7f
    return ProcessRun(
      nanoseconds: nanoseconds, peakBytes: usage.ru_maxrss * 1024,
      exitCode: signal == 0 ? status >> 8 & 0xff : -signal)
  }
}
