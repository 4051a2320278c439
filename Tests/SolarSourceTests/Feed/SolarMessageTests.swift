// SPDX-License-Identifier: Apache-2.0
@testable import SolarSource
import TestSupport
import Testing

/// The lines between the fetcher and the process that holds seeds.
@Suite struct SolarMessageTests {
  static let observation = SolarObservation(
    product: .primaryXRays6Hour, observed: SolarTime(seconds: 1_786_065_840),
    fetched: SolarTime(seconds: 1_786_066_140),
    corroboration: .corroborated, digest: digest(7))

  /// 48 times one byte.
  static func digest(_ byte: UInt8) -> SolarDigest {
    guard let digest = SolarDigest([UInt8](repeating: byte, count: SolarDigest.byteCount)) else {
      preconditionFailure("48 bytes are a digest")
    }
    return digest
  }

  static var state: SolarProductState {
    var state = SolarProductState(product: .planetaryKIndex)
    state.state = "stale"
    state.stateText = "too old"
    state.polled = SolarTime(seconds: 1_786_066_140)
    state.observed = SolarTime(seconds: 1_786_065_840)
    state.gapSeconds = 1800
    state.corroboration = .uncorroborated
    state.use = .claimed
    state.checks = "no alarm"
    state.remarks = "2 duplicates"
    return state
  }

  @Test(
    arguments: [
      .observation(observation), .standing(state), .standing(SolarProductState(product: .solarWindPlasma)),
      .failure("no store"), .ready, .polled,
    ] as [SolarMessage])
  func `what is written is read`(message: SolarMessage) {
    #expect(SolarMessage(line: message.line) == message)
    #expect(!message.line.contains("\n") && message.line.utf8.count <= SolarMessage.lineLimit)
  }

  @Test func `what a server says reaches nobody's terminal`() {
    let hostile = "a\u{1b}[31m\tb\n\u{202e}\u{0}" + String(repeating: "x", count: 100_000)
    let line = SolarMessage.failure(hostile).line
    #expect(line.utf8.allSatisfy { $0 == 9 || (32...126).contains($0) })
    guard case .failure(let words) = SolarMessage(line: line) else {
      Issue.record("\(line)")
      return
    }
    #expect(words.hasPrefix("a?[31m?b?") && words.utf8.count == 400)
  }

  @Test(arguments: [
    "", " ", "\t", "ready\t", "observation", "observation\t\t\t\t\t", "polled\tnow", "failure",
    "failure\ta\tb", "READY",
    "standing\tgoes-primary-xrays-6-hour\tx\t\t\t\t-1\t\t\t\t\t", "standing\tnone\tx\t\t\t\t0\t\t\t\t\t",
    "ready\u{e9}",
    "failure\t\u{1b}[0m",
    String(repeating: "a", count: 100_000),
  ])
  func `any other line is none`(line: String) { #expect(SolarMessage(line: line) == nil) }

  @Test func `an observation changed in any byte is another or none`() throws {
    let line = Array(SolarMessage.observation(Self.observation).line.utf8)
    var random = SplitMix64(seed: 5)
    for index in line.indices {
      for _ in 0..<4 {
        var changed = line
        changed[index] = random.bytes(1)[0]
        guard changed != line else { continue }
        #expect(
          SolarMessage(line: String(decoding: changed, as: UTF8.self)) != .observation(Self.observation))
      }
    }
  }
}
