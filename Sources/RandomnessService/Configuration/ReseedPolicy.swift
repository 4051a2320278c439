// SPDX-License-Identifier: Apache-2.0

/// When the root generator is reseeded.
///
/// The limits here are soft: when one is reached a reseed is due, and when it cannot be made the generator is
/// `degraded`. The hard limits are twice the soft ones; there it stops.
public struct ReseedPolicy: Equatable, Sendable {
  /// Requests after which a reseed is due; 1 to 2^47, so that the hard limit stays within the 2^48 of SP 800-90A.
  public var requests: UInt64
  /// Seconds after which a reseed is due; 1 to 86,400.
  public var seconds: UInt64

  /// 2^20 requests or 600 s, whichever comes first.
  public init(requests: UInt64 = 1 << 20, seconds: UInt64 = 600) {
    self.requests = requests
    self.seconds = seconds
  }

  /// The requests that may be set.
  public static let requestRange: ClosedRange<UInt64> = 1...(1 << 47)
  /// The seconds that may be set: at most a day.
  public static let secondRange: ClosedRange<UInt64> = 1...86_400

  /// The mechanism's reseed_interval, which is never passed.
  var hardRequests: UInt64 { requests * 2 }
  var hardSeconds: UInt64 { seconds * 2 }

  /// Where the generator stands with its last seed.
  enum Standing: Equatable {
    case current
    case due(reason: String)
    case over(reason: String)
  }

  /// What to do before the next request.
  func standing(requestsServed: UInt64, nanosecondsOld: UInt64) -> Standing {
    let secondsOld = nanosecondsOld / 1_000_000_000
    if requestsServed >= hardRequests {
      return .over(reason: "\(requestsServed) requests since the last seed")
    }
    if secondsOld >= hardSeconds { return .over(reason: "\(secondsOld) s since the last seed") }
    if requestsServed >= requests { return .due(reason: "requests") }
    if secondsOld >= seconds { return .due(reason: "interval") }
    return .current
  }
}
