// SPDX-License-Identifier: Apache-2.0

/// The head of one response, as far as it matters, line by line.
struct ResponseHead {
  private(set) var contentType: String?
  private(set) var entityTag: String?
  private(set) var lastModified: String?
  private(set) var location: String?
  private(set) var retryAfter: String?
  private(set) var age: Int?
  private var byteCount = 0
  private let limit: Int

  /// The longest wait that a server is granted, an hour; what says more is asked again after an hour.
  static let longestWait = 3600
  /// The longest value that is sent back to a server, in bytes.
  static let validatorLimit = 256

  /// - Parameter limit: bytes of the whole head.
  init(limit: Int) { self.limit = limit }

  /// Takes a line with its end; false when the head is longer than it may be.
  mutating func take(_ line: some Collection<UInt8>) -> Bool {
    byteCount += line.count
    guard byteCount <= limit else { return false }
    if line.starts(with: Array("HTTP/".utf8)) {
      // A response before the response, such as 100: what counts is the last.
      let counted = byteCount
      self = ResponseHead(limit: limit)
      byteCount = counted
      return true
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return true }
    let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    let value = Self.trimmed(line[line.index(after: colon)...])
    switch name {
    case "content-type": contentType = value
    case "etag": entityTag = Self.validator(value)
    case "last-modified": lastModified = Self.validator(value)
    case "location": location = String(value.prefix(200))
    case "retry-after": retryAfter = value
    case "age": age = value.utf8.count <= 10 ? Int(value).flatMap { $0 >= 0 ? $0 : nil } : nil
    default: break
    }
    return true
  }

  /// Whether the body is declared as JSON.
  var isJSON: Bool {
    let type = (contentType ?? "").split(separator: ";").first.map { $0.lowercased() } ?? ""
    return type.filter { $0 != " " } == "application/json"
  }

  /// Seconds that the server asks us to wait, from 0 to an hour; `nil` if it does not.
  ///
  /// - Parameter date: reads an HTTP date.
  func wait(now: SolarTime, date: (String) -> SolarTime?) -> Int? {
    guard let retryAfter else { return nil }
    if retryAfter.utf8.allSatisfy({ (48...57).contains($0) }), !retryAfter.isEmpty {
      return min(Int(retryAfter) ?? Self.longestWait, Self.longestWait)
    }
    return date(retryAfter).map { min(max($0.seconds(since: now), 0), Self.longestWait) }
  }

  /// A value that can be sent back as it is: printable, and short. Anything else could smuggle a line into our request.
  static func validator(_ value: String) -> String? {
    let isPlain = value.utf8.allSatisfy { (32...126).contains($0) }
    return isPlain && (1...validatorLimit).contains(value.utf8.count) ? value : nil
  }

  private static func trimmed(_ bytes: some Collection<UInt8>) -> String {
    let blank: Set<UInt8> = [0x20, 0x09, 0x0d, 0x0a]
    let kept = Array(bytes.drop { blank.contains($0) }.reversed().drop { blank.contains($0) }.reversed())
    return String(decoding: kept.map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
  }
}
