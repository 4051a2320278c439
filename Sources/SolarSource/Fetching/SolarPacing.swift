// SPDX-License-Identifier: Apache-2.0

/// When a product is asked for: policy, without a clock of its own.
///
/// At most once a minute, whatever is configured, since that is how long the server lets a body be cached; as a rule every
/// five minutes, moved by up to a fifth so that not everybody asks at once; later where the server says so, or after failures.
public struct SolarPacing: Equatable, Sendable {
  /// The shortest time between two requests for one product, in seconds: the max-age of the server's answers.
  public static let shortest = 60
  /// The longest back-off, in seconds.
  public static let longest = 3600

  /// Seconds between two polls, before jitter: a minute to a day.
  public let interval: Int
  /// Where in the jitter this process is, from 0 to 1: drawn anew for each round.
  public let jitter: Double

  /// Makes a policy.
  public init(interval: Int = 300, jitter: Double = 0.5) {
    self.interval = min(max(interval, Self.shortest), 86_400)
    self.jitter = jitter.isNaN ? 0.5 : min(max(jitter, 0), 1)
  }

  /// Whether a product may be asked for.
  ///
  /// - Parameters:
  ///   - standing: what is remembered of it.
  ///   - now: the moment.
  ///   - isAsked: an operator asks, who does not wait for the interval or for our own back-off.
  public func isDue(_ standing: SolarStanding, at now: SolarTime, isAsked: Bool) -> Bool {
    next(standing, at: now, isAsked: isAsked) <= now
  }

  /// When a product may be asked for next.
  ///
  /// A clock that was set back must not lock a product out: a last request in the future counts as none.
  public func next(_ standing: SolarStanding, at now: SolarTime, isAsked: Bool = false) -> SolarTime {
    guard let last = standing.lastRequest, last <= now else { return now }
    var next = last.adding(seconds: Self.shortest)
    if let wish = standing.notBefore, wish.seconds(since: last) <= Self.longest { next = max(next, wish) }
    guard !isAsked else { return next }
    return max(next, last.adding(seconds: delay(afterFailures: standing.failures)))
  }

  /// Notes how a poll ended.
  public func note(_ refusal: SolarRefusal?, _ standing: inout SolarStanding, at now: SolarTime) {
    standing.notBefore = nil
    switch refusal {
    case .rateLimited(let wait?), .unavailable(_, let wait?):
      standing.notBefore = now.adding(seconds: min(max(wait, 0), Self.longest))
    default: break
    }
    // What is not believed is no reason to ask more often, and no use to ask as often.
    standing.failures = refusal.map { $0.isOrdinary } ?? true ? 0 : min(standing.failures + 1, 30)
  }

  /// The interval, doubled for each failure up to an hour, with its jitter of a fifth up or down.
  func delay(afterFailures failures: Int) -> Int {
    let doubled = failures > 6 ? Self.longest : min(interval << failures, max(Self.longest, interval))
    return max(Self.shortest, Int(Double(doubled) * (0.8 + 0.4 * jitter)))
  }
}
