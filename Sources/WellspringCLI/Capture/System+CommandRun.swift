// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc

/// A program that runs beside us, in a process group of its own: whatever it has started ends with it.
final class CommandRun {
  private let process: pid_t
  /// Where its output comes from; negative if nobody reads it.
  private let output: Int32
  /// What it is called in sentences.
  private let name: String
  private var isOver = false

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - arguments: without its name.
  ///   - name: for errors.
  init(_ path: String, _ arguments: [String], name: String, hasOutput: Bool) throws(Failure) {
    self.name = Console.oneLine(name, limit: 200)
    var ends: [Int32] = [-1, -1]
    if hasOutput {
      let number = unsafe platform_pipe(&ends)
      guard number == 0 else { throw Self.failure(self.name, "cannot be run: \(System.words(number))") }
    }
    var process: pid_t = 0
    let words = [path] + arguments
    let number = unsafe withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<CChar>?.self, capacity: words.count + 1
    ) { pointers in
      for (index, word) in words.enumerated() {
        unsafe pointers.initializeElement(at: index, to: strdup(word))
      }
      unsafe pointers.initializeElement(at: words.count, to: nil)
      defer { for index in words.indices { unsafe free(pointers[index]) } }
      guard let start = pointers.baseAddress else { return EINVAL }
      return unsafe platform_spawn_group(path, start, ends[1], &process)
    }
    if ends[1] >= 0 { _ = Glibc.close(ends[1]) }
    guard number == 0 else {
      if ends[0] >= 0 { _ = Glibc.close(ends[0]) }
      throw Self.failure(self.name, "cannot be run: \(System.words(number))")
    }
    (self.process, output) = (process, ends[0])
    platform_end_group_with_us(process)
  }

  /// Runs a line of shell.
  convenience init(shell line: String, hasOutput: Bool) throws(Failure) {
    guard !line.utf8.contains(0) else { throw Self.failure("", "has a character that no command has") }
    try self.init("/bin/sh", ["-c", line], name: line, hasOutput: hasOutput)
  }

  /// Some of the output, at least a byte; none at its end.
  ///
  /// - Parameter seconds: how long to wait for it.
  func read(_ limit: Int, seconds: Int) throws(Failure) -> [UInt8] {
    let deadline = System.monotonicNanoseconds + seconds * 1_000_000_000
    var bytes = [UInt8](repeating: 0, count: limit)
    while true {
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(output, buffer.baseAddress, limit)
      }
      if count >= 0 {
        bytes.removeLast(limit - count)
        return bytes
      }
      guard errno == EAGAIN || errno == EINTR else {
        throw Self.failure(name, "cannot be read: \(System.words(errno))")
      }
      let left = (deadline - System.monotonicNanoseconds) / 1_000_000
      guard left > 0 else {
        throw Failure(
          .unavailable, code: "silent-command", value: name, limit: "\(seconds) s",
          problem: "\(name) has given no sample for \(seconds) s", fix: "mend it, or give a longer --timeout")
      }
      var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      unsafe poll(&entry, 1, Int32(clamping: min(left, 1000)))
    }
  }

  /// Waits until it ends by itself.
  func wait(seconds: Int) throws(Failure) {
    let deadline = System.monotonicNanoseconds + seconds * 1_000_000_000
    var status: Int32 = 0
    while true {
      let ended = unsafe waitpid(process, &status, WNOHANG)
      if ended == process { break }
      guard ended == 0 || errno == EINTR else {
        throw Self.failure(name, "cannot be waited for: \(System.words(errno))")
      }
      guard System.monotonicNanoseconds < deadline else {
        end()
        throw Failure(
          .unavailable, code: "slow-command", value: name, limit: "\(seconds) s",
          problem: "\(name) has not ended within \(seconds) s", fix: "mend it, or give a longer --timeout")
      }
      usleep(2000)
    }
    close()
    guard status == 0 else {
      // Of a wait status: the signal, or else the exit status.
      let words =
        status & 0x7f == 0 ? "exit status \(status >> 8 & 0xff)" : "signal \(status & 0x7f)"
      throw Failure(
        .bad, code: "command-failed", value: name, limit: "exit status 0",
        problem: "\(name) has ended with \(words)", fix: "mend it")
    }
  }

  /// Ends it and all that it has started.
  func end() {
    guard !isOver else { return }
    kill(0 - process, SIGKILL)
    // Even if it has left its group.
    kill(process, SIGKILL)
    while waitpid(process, nil, 0) < 0 && errno == EINTR {}
    close()
  }

  deinit { end() }

  private func close() {
    isOver = true
    platform_end_group_with_us(0)
    if output >= 0 { _ = Glibc.close(output) }
  }

  private static func failure(_ name: String, _ problem: String) -> Failure {
    Failure(
      .bad, code: "command-failed", value: name, limit: "a command that runs",
      problem: "the command \(name) \(problem)", fix: "correct it")
  }
}
