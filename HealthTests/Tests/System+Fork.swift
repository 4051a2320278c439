// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Forks the test process.
enum Fork {
  /// Runs `body` in a child and returns its exit status, or -1 if there was none. The child must not wait for
  /// another thread: it has none. A child that hangs ends by SIGALRM.
  static func inChild(_ body: () -> Int32) -> Int32 {
    let child = fork()
    if child == 0 {
      alarm(10)
      _exit(body())
    }
    guard child > 0 else { return -1 }
    var status: Int32 = 0
    guard unsafe waitpid(child, &status, 0) == child, status & 0x7f == 0 else { return -1 }
    return status >> 8
  }
}
