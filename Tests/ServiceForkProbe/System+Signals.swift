// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// A storm of signals at the thread that begins it, until it ends it.
struct Signals {
  private static let numbers = [SIGALRM, SIGUSR1]
  /// The address of the log that handlers write to; 0 for none. Handlers can be handed nothing.
  private static let log = Atomic<UInt>(0)

  private let handlers: HandlerLog
  private let isOver: Flag
  private let threads: [Children.Thread]

  /// Begins a storm.
  ///
  /// - Parameters:
  ///   - limitMilliseconds: when the process ends itself, because something hangs.
  ///   - disturb: called every half millisecond on another thread.
  static func begin(
    _ handlers: HandlerLog, limitMilliseconds: Int, disturb: @escaping @Sendable () -> Void
  ) throws -> Signals {
    let target = pthread_self()
    let isOver = Flag()
    log.store(UInt(bitPattern: unsafe Unmanaged.passUnretained(handlers).toOpaque()), ordering: .releasing)
    // The threads inherit the mask: every signal goes to this one.
    mask(SIG_BLOCK)
    let threads = try [
      Children.startThread {
        while !isOver.isSet {
          pthread_kill(target, SIGUSR1)
          usleep(20)
        }
      },
      Children.startThread {
        while !isOver.isSet {
          disturb()
          usleep(500)
        }
      },
      Children.startThread {
        for _ in 0..<limitMilliseconds {
          if isOver.isSet { return }
          usleep(1000)
        }
        Children.exit(with: 1, saying: "it hangs")
      },
    ]
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in Signals.handle() }
    action.sa_flags = SA_RESTART
    for number in numbers { unsafe sigaction(number, &action, nil) }
    mask(SIG_UNBLOCK)
    setTimer(microseconds: 70)
    return Signals(handlers: handlers, isOver: isOver, threads: threads)
  }

  /// Ends it; no handler is called afterwards.
  func end() {
    Self.setTimer(microseconds: 0)
    isOver.set()
    for thread in threads { Children.join(thread) }
    Self.mask(SIG_BLOCK)
    Self.log.store(0, ordering: .releasing)
    for number in Self.numbers { signal(number, SIG_IGN) }
    Self.mask(SIG_UNBLOCK)
  }

  private static func handle() {
    let saved = errno
    defer { errno = saved }
    let address = log.load(ordering: .acquiring)
    guard let log = unsafe UnsafeRawPointer(bitPattern: address) else { return }
    unsafe Unmanaged<HandlerLog>.fromOpaque(log)._withUnsafeGuaranteedRef { $0.handle() }
  }

  private static func mask(_ how: Int32) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(how, &set, nil)
  }

  private static func setTimer(microseconds: Int) {
    let interval = timeval(tv_sec: 0, tv_usec: microseconds)
    var timer = itimerval(it_interval: interval, it_value: interval)
    unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }
}

/// Words that a signal handler may append to: memory of a fixed size, and an atomic position.
final class WordLog: Sendable {
  private let address: UInt
  private let capacity: Int
  private let position = Atomic(0)

  init(capacity: Int) throws(Finding) {
    self.capacity = capacity
    guard let memory = unsafe calloc(capacity, MemoryLayout<UInt64>.size) else {
      throw Finding(description: "no memory")
    }
    address = UInt(bitPattern: memory)
  }

  deinit { unsafe free(UnsafeMutableRawPointer(bitPattern: address)) }

  private var words: UnsafeMutablePointer<UInt64> {
    unsafe UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped
  }

  /// Appends a word; a full log keeps what it has.
  func append(_ word: UInt64) {
    let index = position.wrappingAdd(1, ordering: .relaxed).oldValue
    if index < capacity { unsafe words[index] = word }
  }

  /// Calls `body` with each word.
  func forEach(_ body: (UInt64) -> Void) {
    for index in 0..<min(capacity, position.load(ordering: .acquiring)) { body(unsafe words[index]) }
  }
}
