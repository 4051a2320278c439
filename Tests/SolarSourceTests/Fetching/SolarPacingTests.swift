// SPDX-License-Identifier: Apache-2.0
@testable import SolarSource
import Testing

/// When a product is asked for.
@Suite struct SolarPacingTests {
  static let now = SolarTime(seconds: 1_800_000_000)

  static func standing(last seconds: Int?, notBefore: Int? = nil, failures: Int = 0) -> SolarStanding {
    var standing = SolarStanding()
    standing.lastRequest = seconds.map { now.adding(seconds: -$0) }
    standing.notBefore = notBefore.map { now.adding(seconds: $0) }
    standing.failures = failures
    return standing
  }

  /// Seconds from now until a product is due, with the middle of the jitter.
  @Test(arguments: [
    (standing(last: nil), false, 0), (standing(last: 0), false, 300), (standing(last: 100), false, 200),
    (standing(last: 300), false, 0), (standing(last: 0), true, 60), (standing(last: 60), true, 0),
    // The server's wish stands above an operator's.
    (standing(last: 60, notBefore: 120), true, 120), (standing(last: 60, notBefore: 600), false, 600),
    // Back-off: an operator does not wait for it.
    (standing(last: 0, failures: 1), false, 600), (standing(last: 0, failures: 3), false, 2400),
    (standing(last: 0, failures: 4), false, 3600), (standing(last: 0, failures: 1000), false, 3600),
    (standing(last: 60, failures: 1000), true, 0),
    // A clock that was set back.
    (standing(last: -1), false, 0), (standing(last: -1_000_000), true, 0),
    // A wish for a year hence was capped when it was noted; what is beyond that is none.
    (standing(last: 300, notBefore: 31_536_000), false, 0),
  ])
  func `a product is due`(standing: SolarStanding, isAsked: Bool, seconds: Int) {
    let next = SolarPacing(interval: 300, jitter: 0.5).next(standing, at: Self.now, isAsked: isAsked)
    #expect(max(0, next.seconds(since: Self.now)) == seconds)
    #expect(SolarPacing(interval: 300).isDue(standing, at: Self.now, isAsked: isAsked) == (seconds == 0))
  }

  @Test func `whatever is configured, a minute lies between two requests`() {
    for interval in [Int.min, -1, 0, 1, 59, .max] {
      for jitter in [-1.0, 0, 0.3, 1, .infinity, .nan] {
        let pacing = SolarPacing(interval: interval, jitter: jitter)
        #expect(pacing.next(Self.standing(last: 0), at: Self.now) >= Self.now.adding(seconds: 60))
      }
    }
  }

  @Test func `jitter is a fifth up and down`() {
    for (jitter, seconds) in [(0.0, 240), (0.25, 270), (0.5, 300), (1, 360)] {
      #expect(SolarPacing(interval: 300, jitter: jitter).delay(afterFailures: 0) == seconds)
    }
  }

  @Test(
    arguments: [
      (.rateLimited(retryAfter: 120), 120), (.rateLimited(retryAfter: nil), nil),
      (.unavailable(status: 503, retryAfter: 1_000_000), 3600),
      (.unavailable(status: 503, retryAfter: -5), 0),
      (.unreachable(""), nil),
    ] as [(SolarRefusal, Int?)])
  func `the server's wish is noted, up to an hour`(refusal: SolarRefusal, seconds: Int?) {
    var standing = Self.standing(last: 0, notBefore: 50)
    SolarPacing().note(refusal, &standing, at: Self.now)
    #expect(standing.notBefore == seconds.map { Self.now.adding(seconds: $0) })
    #expect(standing.failures == 1)
  }

  @Test func `nothing new is no failure, and ends the back-off`() {
    for outcome in [nil, .notModified, .unchanged] as [SolarRefusal?] {
      var standing = Self.standing(last: 0, failures: 5)
      SolarPacing().note(outcome, &standing, at: Self.now)
      #expect(standing.failures == 0)
    }
    var standing = Self.standing(last: 0, failures: .max - 1)
    SolarPacing().note(.stuck, &standing, at: Self.now)
    #expect(standing.failures == 30)
  }
}
