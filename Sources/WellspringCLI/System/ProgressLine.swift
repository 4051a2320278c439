// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
internal import EntropySources
internal import Glibc
internal import SecretMemory

/// A line on a terminal that says how far a long piece of work is; erased at its end. Nothing is written before a second
/// has passed, nor where nobody looks.
///
/// - Threading: told from any thread.
final class ProgressLine: Sendable {
  private struct State {
    var what = ""
    var isShown = false
    var isOver = false
  }

  private let state = Guarded(State())
  private let start = System.monotonicNanoseconds
  private let descriptor: Int32

  /// Begins to count the time.
  ///
  /// - Parameters:
  ///   - descriptor: where the line goes, if that is a terminal.
  ///   - delay: seconds after which it is shown.
  init(_ console: Console, on descriptor: Int32 = System.standardError, after delay: Double = 1) {
    self.descriptor = descriptor
    guard !console.isQuiet, System.isTerminal(descriptor) else { return }
    show(after: delay)
  }

  /// Says what is done.
  func say(_ what: String) { state.withLock { $0.what = what } }

  /// Erases the line; nothing more is written.
  func end() {
    state.withLock { state in
      if state.isShown { write("\r\u{1b}[K") }
      (state.isShown, state.isOver) = (false, true)
    }
  }

  private func show(after seconds: Double) {
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in
      guard let self, self.show() else { return }
      self.show(after: 0.5)
    }
  }

  /// Writes the line, unless the work is over.
  private func show() -> Bool {
    let seconds = (System.monotonicNanoseconds - start) / 1_000_000_000
    return state.withLock { state in
      guard !state.isOver else { return false }
      state.isShown = true
      // Cut to a width that every terminal has: a line that wraps would not be erased.
      write("\r\(seconds) s: \(state.what.prefix(64))\u{1b}[K")
      return true
    }
  }

  private func write(_ text: String) {
    try? System.write(Array(text.utf8).span, to: descriptor)
  }
}
