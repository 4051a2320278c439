// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// A handler of SIGALRM that forks and waits for the child, which returns from it too.
struct ForkingHandler {
  private typealias Fork = @convention(c) () -> Int32

  // Handlers can be handed nothing.
  private static let address = Atomic<UInt>(0)
  /// All that there were, and those that nobody has taken note of.
  private static let count = Atomic(0)
  private static let forks = Atomic(0)
  private static let child = Atomic(false)
  private static let status = Atomic(0)

  private let isOver = Flag()

  /// Sets the handler, whose forks run the handlers of pthread_atfork(3) or not. It takes the timer that else would end a
  /// process that hangs, so a thread does that when there was no fork for ten seconds.
  init(withHandlers: Bool) throws {
    let name = withHandlers ? "fork" : "_Fork"
    guard let function = unsafe dlsym(nil, name) else {
      throw Finding(description: "this libc has no \(name)")
    }
    Self.address.store(UInt(bitPattern: function), ordering: .relaxed)
    Self.forks.store(0, ordering: .relaxed)
    Self.status.store(0, ordering: .relaxed)
    let isOver = isOver
    try Children.startThread {
      var (last, idleSeconds) = (0, 0)
      while !isOver.isSet {
        let now = Self.count.load(ordering: .relaxed)
        idleSeconds = now == last ? idleSeconds + 1 : 0
        if idleSeconds == 10 { Children.exit(with: 1, saying: "it hangs at fork \(now)") }
        last = now
        sleep(1)
      }
    }
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in ForkingHandler.handle() }
    action.sa_flags = SA_RESTART
    unsafe sigaction(SIGALRM, &action, nil)
  }

  /// Whether this is a child of the handler.
  var isChild: Bool { Self.child.load(ordering: .relaxed) }
  /// The wait status of the last child that did not end well, or 0.
  var childStatus: Int { Self.status.load(ordering: .relaxed) }

  /// Has one signal come.
  func arm(microseconds: Int) {
    var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: 0, tv_usec: microseconds))
    unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }

  /// Whether the signal that it was armed for has come.
  func takeFork() -> Bool { Self.forks.exchange(0, ordering: .relaxed) != 0 }

  /// Takes the handler away, and has the thread that watches end.
  func end() {
    signal(SIGALRM, SIG_DFL)
    isOver.set()
  }

  private static func handle() {
    let saved = errno
    defer { errno = saved }
    guard let fork = unsafe UnsafeRawPointer(bitPattern: address.load(ordering: .relaxed)) else { return }
    let process = unsafe unsafeBitCast(fork, to: Fork.self)()
    forks.store(1, ordering: .relaxed)
    count.wrappingAdd(1, ordering: .relaxed)
    guard process != 0 else {
      child.store(true, ordering: .relaxed)
      // A child that hangs is ended; its own handler would fork.
      signal(SIGALRM, SIG_DFL)
      alarm(10)
      return
    }
    var result: Int32 = -1
    let ended = unsafe waitpid(process, &result, 0)
    if ended != process || result != 0 { status.store(Int(result), ordering: .relaxed) }
  }
}
