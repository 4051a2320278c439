// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// A signal handler that forks and waits for the child, which returns from it too.
struct ForkingHandler {
  /// When it is called.
  enum Moment {
    /// After so many microseconds, by SIGALRM.
    case microseconds(Int)
    /// Before the instruction of this number, by SIGTRAP after each one before it; see ``canStep``.
    case instruction(Int)
  }

  /// Whether this processor can be had to trap after each instruction.
  static var canStep: Bool {
    #if arch(x86_64)
      true
    #else
      false
    #endif
  }

  private typealias Fork = @convention(c) () -> Int32

  // Handlers can be handed nothing.
  private static let address = Atomic<UInt>(0)
  /// All that there were, and those that nobody has taken note of.
  private static let count = Atomic(0)
  private static let forks = Atomic(0)
  private static let child = Atomic(false)
  private static let status = Atomic(0)
  /// How many instructions are left until it forks; negative while nobody wants it to.
  private static let left = Atomic(-1)
  /// Whether it counts instructions and does not fork.
  private static let counts = Atomic(false)

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
      Self.blockSignals()
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
    var step = sigaction()
    unsafe step.__sigaction_handler.sa_sigaction = { _, _, context in
      if let context = unsafe context { unsafe ForkingHandler.step(context) }
    }
    step.sa_flags = SA_RESTART | SA_SIGINFO
    unsafe sigaction(SIGTRAP, &step, nil)
  }

  /// Has signals to the process go to other threads than this one.
  static func blockSignals() {
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
  }

  /// Whether this is a child of the handler.
  var isChild: Bool { Self.child.load(ordering: .relaxed) }
  /// The wait status of the last child that did not end well, or 0.
  var childStatus: Int { Self.status.load(ordering: .relaxed) }

  /// Has it called once.
  func arm(_ moment: Moment) {
    switch moment {
    case .microseconds(let microseconds):
      var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: 0, tv_usec: microseconds))
      unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
    case .instruction(let number):
      Self.left.store(number, ordering: .relaxed)
      raise(SIGTRAP)
    }
  }

  /// Has it not called, if the instruction has not come.
  func disarm() { Self.left.store(-1, ordering: .relaxed) }

  /// How many instructions `body` takes, counted up to a limit.
  func instructions(limit: Int, of body: () throws -> Void) rethrows -> Int {
    Self.counts.store(true, ordering: .relaxed)
    arm(.instruction(limit))
    try body()
    Self.counts.store(false, ordering: .relaxed)
    return limit - max(0, Self.left.exchange(-1, ordering: .relaxed))
  }

  /// Whether the signal that it was armed for has come.
  func takeFork() -> Bool { Self.forks.exchange(0, ordering: .relaxed) != 0 }

  /// Takes the handler away, and has the thread that watches end.
  func end() {
    signal(SIGALRM, SIG_DFL)
    signal(SIGTRAP, SIG_DFL)
    isOver.set()
  }

  /// Has the processor trap behind the next instruction too, until the wanted one has come.
  private static func step(_ context: UnsafeMutableRawPointer) {
    let left = left.load(ordering: .relaxed)
    if left == 0, !counts.load(ordering: .relaxed) { handle() }
    Self.left.store(left - 1, ordering: .relaxed)
    #if arch(x86_64)
      let trapFlag: greg_t = 0x100  // TF of EFLAGS: Intel SDM volume 1, 3.4.3.3
      let registers = unsafe context.assumingMemoryBound(to: ucontext_t.self)
      if left > 0 {
        unsafe registers.pointee.uc_mcontext.gregs.17 |= trapFlag  // REG_EFL of sys/ucontext.h
      } else {
        unsafe registers.pointee.uc_mcontext.gregs.17 &= ~trapFlag
      }
    #endif
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
