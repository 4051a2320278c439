// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import TestSupport

/// A thread that draws without pause, interrupted by handlers that draw too.
///
/// SIGALRM comes from a timer and SIGUSR1 from another thread; each may interrupt the other's handler. A third thread
/// advances the service's time, so that leaves have to ask the root in the middle of it. What a handler gets is either
/// fresh bytes or `reentrantCall` and zeros.
///
/// The thread that is interrupted calls nothing but draws, into memory that is there already: a handler whose leaf has to
/// ask the root allocates memory, which must not be in the middle of another allocation of its thread. See
/// ``HandlerLog`` for what that means in a debug build.
enum SignalStorm {
  /// What is looked at; more is drawn.
  private static let wordLimit = 1 << 22
  /// What is over by then hangs.
  private static let hangMilliseconds = 10_000

  static func run(milliseconds: Int) throws {
    for way in [InterruptedDraw.pool, .refill, .secret] { try storm(way, milliseconds) }
  }

  private static func storm(_ way: InterruptedDraw, _ milliseconds: Int) throws {
    let service = try Scenarios.service()
    let own = try WordLog(capacity: wordLimit)
    let handlers = try HandlerLog(service: service, capacity: wordLimit)
    // What is used for the first time allocates, and makes metadata of the Swift runtime under locks.
    for turn in 0..<100 {
      own.append(try way.word(from: service, turn))
      handlers.handle()
    }
    try require(handlers.served == 100, "\(way): before the storm: \(handlers)")
    let clock = ContinuousClock()
    let storm = try Signals.begin(handlers, limitMilliseconds: milliseconds + hangMilliseconds) {
      service.tick()
    }
    let started = clock.now
    let end = started + .milliseconds(milliseconds)
    var turn = 0
    while clock.now < end {
      for _ in 0..<100 {
        turn += 1
        own.append(try way.word(from: service, turn))
      }
    }
    storm.end()
    let took = clock.now - started
    var words = DistinctWords()
    own.forEach { words.insert($0) }
    handlers.words.forEach { words.insert($0) }
    let figure = try words.requireDistinct()
    try require(handlers.served > 100 && handlers.refused > 0, "\(way): \(handlers)")
    try require(handlers.others == 0 && handlers.leftovers == 0, "\(way): \(handlers)")
    Children.say("signalStorm, \(way): \(turn) draws; \(handlers); \(figure); \(took)")
  }
}
