// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import EntropySources

@Suite struct InstantTests {
  @Test func `arithmetic saturates at both ends`() {
    let late = Instant(nanoseconds: .max - 5)
    #expect(late.adding(nanoseconds: 5) == .distantFuture)
    #expect(late.adding(nanoseconds: 6) == .distantFuture)
    #expect(late.adding(nanoseconds: .max) == .distantFuture)
    #expect(Instant(nanoseconds: 3).nanoseconds(since: late) == 0)
    #expect(late.nanoseconds(since: Instant(nanoseconds: 3)) == UInt64.max - 8)
  }

  @Test func `durations are added to the nanosecond`() {
    let start = Instant(nanoseconds: 7)
    #expect(start.adding(.seconds(2) + .nanoseconds(1)).nanoseconds == 2_000_000_008)
    #expect(start.adding(.zero) == start)
    #expect(start.adding(.seconds(-1)) == start)
    #expect(start.adding(.nanoseconds(-1)) == start)
    #expect(start.adding(.seconds(Int64.max)) == .distantFuture)
  }

  @Test func `a pause ends at the deadline`() {
    let clock = FakeClock()
    let start = clock.now()
    let deadline = start.adding(nanoseconds: 15)
    #expect(clock.pause(nanoseconds: 10, until: deadline))
    #expect(clock.pause(nanoseconds: 10, until: deadline))
    #expect(clock.now() == deadline)
    #expect(!clock.pause(nanoseconds: 10, until: deadline))
    #expect(clock.now() == deadline)
    #expect(clock.sleepCount == 2)
    #expect(clock.sleptNanoseconds == 15)
  }

  @Test func `a sleep beyond the end of time ends there`() {
    let clock = FakeClock(tick: 1)
    clock.sleep(nanoseconds: .max)
    #expect(clock.now() == .distantFuture)
  }
}
