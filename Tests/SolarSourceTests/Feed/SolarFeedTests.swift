// SPDX-License-Identifier: Apache-2.0
@testable import SolarSource
import Telemetry
import Testing

/// The near end of the pipe, with shell scripts in the fetcher's place: whatever they do, nobody waits and nothing breaks.
@Suite struct SolarFeedTests {
  static func feed(_ script: String) throws -> SolarFeed {
    try SolarFeed(executable: "/bin/sh", arguments: ["-c", script])
  }

  static func say(_ messages: SolarMessage...) -> String {
    messages.map { "printf '%s\\n' '\($0.line)'" }.joined(separator: "; ")
  }

  @Test func `it hands over what was claimed and reports how products stand`() throws {
    var feed = try Self.feed(
      Self.say(
        .standing(SolarMessageTests.state), .observation(SolarMessageTests.observation), .ready,
        .failure("the disk is full")))
    do {
      let said = feed.receive(until: .ready, milliseconds: 10_000)
      #expect(said == [SolarMessageTests.observation])
    }
    while !feed.isAtEnd {
      let said = feed.receive(until: .polled, milliseconds: 100)
      #expect(said == [])
    }
    let report = feed.report(id: "solar", at: SolarTime(seconds: 1_786_066_200))
    #expect(report.failure == "the disk is full")
    #expect(report.products.map(\.name) == ["noaa-planetary-k-index"])
    #expect(report.products.map(\.ageSeconds) == [360] && report.products.map(\.lagSeconds) == [nil])
  }

  @Test func `a fetcher that says nothing keeps nobody waiting beyond the limit`() throws {
    var feed = try Self.feed("exec sleep 60")
    let started = FeedPipe.milliseconds
    do {
      let said = feed.receive()
      #expect(said == [])
    }
    do {
      let said = feed.receive(until: .ready, milliseconds: 50)
      #expect(said == [])
    }
    let isAtEnd = feed.isAtEnd
    #expect(FeedPipe.milliseconds - started < 5_000 && !isAtEnd)
  }

  @Test(arguments: [
    "exit 3", "kill -9 $$", "printf ready", "printf '\\0\\0\\0\\n'", "printf 'ready\\r\\n'",
    "echo; echo; echo",
    "head -c 3000000 /dev/zero", "yes | head -c 3000000", "printf 'observation\\t\\n'",
  ])
  func `a fetcher that dies or talks nonsense gives nothing`(script: String) throws {
    var feed = try Self.feed(script)
    for _ in 0..<100 where !feed.isAtEnd {
      let said = feed.receive(until: .ready, milliseconds: 10_000)
      #expect(said == [])
    }
    let isAtEnd = feed.isAtEnd
    #expect(isAtEnd)
    do {
      let said = feed.receive(until: .ready, milliseconds: 10_000)
      #expect(said == [])
    }
  }

  @Test func `a program that is not there is an error`() {
    #expect(throws: SolarFeedError.noProgram(path: "/nonexistent", errno: 2)) {
      _ = try SolarFeed(executable: "/nonexistent", arguments: [])
    }
    #expect(throws: SolarFeedError.noProgram(path: "", errno: 2)) {
      _ = try SolarFeed(executable: "", arguments: [])
    }
  }

  @Test func `it inherits nothing: no descriptor, no environment, no input`() throws {
    // Each line comes back as the failure of the feed, the last one counts.
    let script = """
      report() { printf 'failure\\t%s\\n' "$*"; }
      report "$(ls /proc/self/fd | tr '\\n' ' ')/ $(tr '\\0' ' ' < /proc/$$/environ)/ $(cat | wc -c)"
      """
    var feed = try Self.feed(script)
    while !feed.isAtEnd { _ = feed.receive(until: .ready, milliseconds: 10_000) }
    // 3 is the folder that ls itself reads.
    let failure = feed.failure
    #expect(failure == "0 1 2 3 / PATH=/usr/bin:/bin SWIFT_BACKTRACE=enable=no / 0")
  }
}
