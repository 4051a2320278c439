// SPDX-License-Identifier: Apache-2.0

/// Why a poll of a product brought nothing to use. Nothing else follows from it: the next poll tries again.
///
/// Each case is a named state: ``state`` is its name in status, log and events.
public enum SolarRefusal: Error, Equatable, Sendable {
  // MARK: Getting it

  /// libcurl is not installed or too old; install libcurl4.
  case noLibcurl(String)
  /// No connection: the name is not resolved, nobody listens, the network is unplugged.
  case unreachable(String)
  /// The peer did not prove who it is, or no acceptable TLS was agreed on; check the clock, the CA file, and who is in between.
  case tlsRefused(String)
  /// It did not end within the limits of time, or came more slowly than the least speed.
  case timedOut(seconds: Int)
  /// The connection ended before the body did, or what is compressed cannot be inflated.
  case cutShort(String)
  /// It is longer than the limit, whatever its header says of its length; nothing of it was kept.
  case tooLarge(limitBytes: Int)
  /// A redirect; none is followed, since it could lead to another host or away from https.
  case redirected(status: Int, location: String)
  /// The server does not want us: 401, 403 and other 4xx.
  case forbidden(status: Int)
  /// The product is gone: 404 or 410. It may have been retired.
  case notFound(status: Int)
  /// We asked too often: 429; seconds that the server asks us to wait, if it does.
  case rateLimited(retryAfter: Int?)
  /// The server cannot answer now: 5xx.
  case unavailable(status: Int, retryAfter: Int?)
  /// Another status, which is neither a body nor "not modified".
  case unexpectedStatus(Int)
  /// The body is not declared as JSON.
  case wrongContentType(String)
  /// Nothing has changed since the last body: 304.
  case notModified

  // MARK: Reading it

  /// Nothing, or nothing but white space.
  case empty
  /// It is not UTF-8, or begins with a byte order mark.
  case notUTF8
  /// It is not one JSON document: the offset in bytes at which it ceases to be one.
  case notJSON(offset: Int)
  /// It is nested more deeply than any product.
  case tooDeep(limit: Int)
  /// It has more rows than the product can have.
  case tooManyRows(limit: Int)
  /// A string or a number is longer than any in a product.
  case tooLong(limitBytes: Int)
  /// One key stands twice in a row.
  case duplicateKey(row: Int, key: String)
  /// It is JSON of another shape: no array of objects, a key missing or unknown, a value of another type.
  case wrongShape(row: Int, String)
  /// A time is not a time of the form 2026-08-07T01:24:00, with or without Z.
  case badTime(row: Int)
  /// A number is not finite or not physically possible.
  case outOfRange(row: Int, column: String)
  /// Two rows of one observation say different things.
  case conflictingRows(time: SolarTime)
  /// No row of it has a measured value.
  case nothingMeasured

  // MARK: Believing it

  /// The newest observation is older than it may be.
  case stale(ageSeconds: Int, limitSeconds: Int)
  /// The newest observation, or one of the others, lies in the future.
  case future(aheadSeconds: Int, limitSeconds: Int)
  /// It is the body that was accepted last.
  case unchanged
  /// Its newest observation is older than the one that was accepted last: something replays.
  case replayed(observed: SolarTime, accepted: SolarTime)
  /// It ends with the observation that was accepted last, and says something else.
  case conflict(time: SolarTime)
  /// An observation before its newest one is not what was accepted before.
  case rewritten(time: SolarTime)
  /// Every flux of it is exactly zero.
  case allZero
  /// Every series of it has one value from beginning to end.
  case stuck
  /// A row of the shorter window is missing in it or different.
  case windowMismatch(time: SolarTime)
  /// The other satellite saw something else.
  case contradicted(time: SolarTime)

  /// The name of the state, for programs: "replayed".
  public var state: String {
    switch self {
    case .noLibcurl: "no-libcurl"
    case .unreachable: "unreachable"
    case .tlsRefused: "tls-refused"
    case .timedOut: "timed-out"
    case .cutShort: "cut-short"
    case .tooLarge: "too-large"
    case .redirected: "redirected"
    case .forbidden: "forbidden"
    case .notFound: "not-found"
    case .rateLimited: "rate-limited"
    case .unavailable: "unavailable"
    case .unexpectedStatus: "unexpected-status"
    case .wrongContentType: "wrong-content-type"
    case .notModified: "not-modified"
    case .empty: "empty"
    case .notUTF8: "not-utf8"
    case .notJSON: "not-json"
    case .tooDeep: "too-deep"
    case .tooManyRows: "too-many-rows"
    case .tooLong: "too-long"
    case .duplicateKey: "duplicate-key"
    case .wrongShape: "wrong-shape"
    case .badTime: "bad-time"
    case .outOfRange: "out-of-range"
    case .conflictingRows: "conflicting-rows"
    case .nothingMeasured: "nothing-measured"
    case .stale: "stale"
    case .future: "future"
    case .unchanged: "unchanged"
    case .replayed: "replayed"
    case .conflict: "conflict"
    case .rewritten: "rewritten"
    case .allZero: "all-zero"
    case .stuck: "stuck"
    case .windowMismatch: "window-mismatch"
    case .contradicted: "contradicted"
    }
  }

  /// Whether it is what one expects between two observations, and nobody's failure.
  public var isOrdinary: Bool { self == .notModified || self == .unchanged }
}

extension SolarRefusal: CustomStringConvertible {
  /// What happened, in words.
  public var description: String {
    switch self {
    case .noLibcurl(let reason): "libcurl cannot be used (\(reason)); install libcurl4"
    case .unreachable(let reason): "no connection: \(reason)"
    case .tlsRefused(let reason): "no trusted TLS connection: \(reason)"
    case .timedOut(let seconds): "no answer within \(seconds) s"
    case .cutShort(let reason): "the body ended early: \(reason)"
    case .tooLarge(let limit): "the body is longer than \(limit) bytes"
    case .redirected(let status, let location): "redirected (\(status)) to \(location), which is not followed"
    case .forbidden(let status): "the server refuses (\(status))"
    case .notFound(let status): "the product is not there (\(status))"
    case .rateLimited(let wait):
      "asked too often (429)" + (wait.map { "; the server says to wait \($0) s" } ?? "")
    case .unavailable(let status, let wait):
      "the server cannot answer (\(status))" + (wait.map { "; it says to wait \($0) s" } ?? "")
    case .unexpectedStatus(let status): "the server answers with status \(status)"
    case .wrongContentType(let type): "the body is declared as \"\(type)\" and not as JSON"
    case .notModified: "nothing new (304)"
    case .empty: "the body is empty"
    case .notUTF8: "the body is not UTF-8 text"
    case .notJSON(let offset): "the body is not JSON at byte \(offset)"
    case .tooDeep(let limit): "the body is nested more than \(limit) deep"
    case .tooManyRows(let limit): "the body has more than \(limit) rows"
    case .tooLong(let limit): "a string or number of the body is longer than \(limit) bytes"
    case .duplicateKey(let row, let key): "row \(row) has the key \"\(key)\" twice"
    case .wrongShape(let row, let problem): "row \(row) is not of this product: \(problem)"
    case .badTime(let row): "the time of row \(row) is none"
    case .outOfRange(let row, let column): "\(column) of row \(row) is not a possible value"
    case .conflictingRows(let time): "two rows of \(time) differ"
    case .nothingMeasured: "no row has a measured value"
    case .stale(let age, let limit): "the newest observation is \(age) s old, and \(limit) s are allowed"
    case .future(let ahead, let limit):
      "an observation lies \(ahead) s ahead of this clock, and \(limit) s are allowed"
    case .unchanged: "nothing new since the last body"
    case .replayed(let observed, let accepted): "it ends at \(observed), and \(accepted) was accepted already"
    case .conflict(let time): "what it says of \(time) differs from what was accepted"
    case .rewritten(let time): "history was rewritten at \(time)"
    case .allZero: "every flux is exactly zero"
    case .stuck: "every series has one value from beginning to end"
    case .windowMismatch(let time): "the shorter window says something else of \(time)"
    case .contradicted(let time): "the other satellite saw something else at \(time)"
    }
  }
}
