// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Writes a sentence to standard error and ends the process where nothing can be caught, traced or cleaned up.
func endProcess(_ message: String) -> Never {
  let bytes = Array(message.utf8)
  _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
  while true { kill(getpid(), SIGKILL) }
}
