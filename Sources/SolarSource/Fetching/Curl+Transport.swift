// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import Glibc

/// Gets bodies over TLS with libcurl, under all the rules that a polite and careful client has.
///
/// https only; the peer is verified; TLS 1.2 or newer; no redirect, cookie, password file or proxy; limits of time, speed and
/// size, the last behind inflating; one connection for a round of requests.
///
/// - Threading: one thread at a time.
/// - Cost: libcurl and its libraries are loaded by the first one of a process.
@safe public final class CurlTransport: SolarTransport {
  /// What comes of the request at hand, written by libcurl's callbacks.
  private final class Reception {
    var body: [UInt8] = []
    var head: ResponseHead
    let bodyLimit: Int
    let headLimit: Int
    let isWanted: () -> Bool
    var isTooLarge = false
    var isHeadTooLarge = false

    init(bodyLimit: Int, headLimit: Int, isWanted: @escaping () -> Bool) {
      self.bodyLimit = bodyLimit
      self.headLimit = headLimit
      self.isWanted = isWanted
      head = ResponseHead(limit: headLimit)
    }

    func begin() {
      body = []
      head = ResponseHead(limit: headLimit)
      isTooLarge = false
      isHeadTooLarge = false
    }
  }

  private let configuration: TransportConfiguration
  private let now: () -> SolarTime
  private let reception: Reception
  private var handle: UnsafeMutableRawPointer?
  private var problem = ""
  /// How many connections the last request has made.
  private(set) var connections = 0

  /// Makes a client; what is missing for one is the refusal of its first request.
  ///
  /// - Parameters:
  ///   - configuration: what bounds its requests.
  ///   - now: for dates of the server that say how long to wait.
  ///   - isWanted: asked once a second at least while a request is in progress; false ends it.
  public init(
    _ configuration: TransportConfiguration, now: @escaping () -> SolarTime,
    isWanted: @escaping () -> Bool = { true }
  ) {
    self.configuration = configuration
    self.now = now
    let reception = Reception(
      bodyLimit: configuration.bodyLimit, headLimit: configuration.headLimit, isWanted: isWanted)
    self.reception = reception
  }

  deinit { close() }

  private func close() {
    if let handle = unsafe handle { unsafe curl_shim_close(handle) }
    unsafe handle = nil
  }

  private func opened() -> UnsafeMutableRawPointer? {
    if let handle = unsafe handle { return unsafe handle }
    if let words = unsafe curl_shim_load() {
      problem = unsafe String(cString: words)
      return nil
    }
    unsafe handle = Self.open(configuration, Unmanaged.passUnretained(reception).toOpaque())
    if unsafe handle == nil { problem = "it refuses its options" }
    return unsafe handle
  }

  private static func open(
    _ configuration: TransportConfiguration, _ context: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer? {
    unsafe configuration.userAgent.withCString { userAgent in
      unsafe configuration.certificates.withUnsafeBytes { certificates in
        let isEmpty = unsafe certificates.isEmpty
        let settings = unsafe curl_shim_settings(
          user_agent: userAgent,
          certificates: isEmpty ? nil : certificates.baseAddress?.assumingMemoryBound(to: CChar.self),
          certificates_length: certificates.count, connect_milliseconds: configuration.connectMilliseconds,
          total_milliseconds: configuration.totalMilliseconds, low_speed_bytes: configuration.lowSpeedBytes,
          low_speed_seconds: configuration.lowSpeedSeconds, body_limit: Int64(configuration.bodyLimit))
        return unsafe curl_shim_open(
          settings, context,
          { context, bytes, count in
            let reception = unsafe Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
            guard reception.body.count + count <= reception.bodyLimit else {
              reception.isTooLarge = true
              return false
            }
            unsafe reception.body.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
            return true
          },
          { context, bytes, count in
            let reception = unsafe Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
            reception.isHeadTooLarge =
              !reception.head.take(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
            return !reception.isHeadTooLarge
          },
          { context in
            unsafe Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue().isWanted()
          })
      }
    }
  }

  /// Asks once; see ``SolarTransport``.
  public func get(_ request: SolarRequest) throws(SolarRefusal) -> SolarReply {
    guard let handle = unsafe opened() else { throw .noLibcurl(problem) }
    guard request.url.hasPrefix("https://"), request.url.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw .unreachable("\"\(request.url.prefix(200))\" is no https URL")
    }
    let validators = [
      request.entityTag.flatMap { ResponseHead.validator($0) }.map { "If-None-Match: \($0)" },
      request.lastModified.flatMap { ResponseHead.validator($0) }.map { "If-Modified-Since: \($0)" },
    ].compactMap(\.self)
    reception.begin()
    let (result, status, words) = unsafe perform(
      handle, request.url, validators + ["Accept: application/json"])
    // libcurl counts over all requests of a handle how often a kept connection was found dead, and gives up at five.
    if result != CURL_SHIM_DONE { close() }
    try check(result, words)
    try check(status: status, isConditional: !validators.isEmpty)
    guard reception.head.isJSON else {
      throw .wrongContentType(String((reception.head.contentType ?? "").prefix(80)))
    }
    defer { reception.begin() }
    return SolarReply(
      body: reception.body, entityTag: reception.head.entityTag, lastModified: reception.head.lastModified,
      ageSeconds: reception.head.age)
  }

  private func perform(
    _ handle: UnsafeMutableRawPointer, _ url: String, _ headers: [String]
  ) -> (curl_shim_result, Int, String) {
    let lines = unsafe headers.map { unsafe strdup($0) }
    defer { unsafe lines.forEach { unsafe free($0) } }
    var pointers = unsafe lines.map { unsafe UnsafePointer($0) } + [nil]
    var status = 0
    var connections = 0
    var words = [CChar](repeating: 0, count: 256)
    let result = unsafe curl_shim_get(handle, url, &pointers, &status, &connections, &words)
    self.connections = connections
    let text = words.prefix { $0 != 0 }.map { (32...126).contains($0) ? UInt8($0) : UInt8(ascii: "?") }
    return (result, status, String(decoding: text, as: UTF8.self))
  }

  private func check(_ result: curl_shim_result, _ words: String) throws(SolarRefusal) {
    switch result {
    case CURL_SHIM_DONE: return
    case CURL_SHIM_UNREACHABLE, CURL_SHIM_REFUSED_URL: throw .unreachable(words)
    case CURL_SHIM_TLS: throw .tlsRefused(words)
    case CURL_SHIM_TIMEOUT: throw .timedOut(seconds: (configuration.totalMilliseconds + 999) / 1000)
    case CURL_SHIM_TOO_LARGE: throw .tooLarge(limitBytes: configuration.bodyLimit)
    case CURL_SHIM_ENDED:
      if reception.isTooLarge { throw .tooLarge(limitBytes: configuration.bodyLimit) }
      if reception.isHeadTooLarge { throw .tooLarge(limitBytes: configuration.headLimit) }
      throw .cutShort("nobody waits for it any more")
    default: throw .cutShort(words)
    }
  }

  private func check(status: Int, isConditional: Bool) throws(SolarRefusal) {
    let wait = reception.head.wait(now: now()) { text in
      let seconds = unsafe curl_shim_date(text)
      return seconds >= 0 ? SolarTime(seconds: Int(seconds)) : nil
    }
    switch status {
    case 200: return
    case 304 where isConditional: throw .notModified
    case 300...303, 307, 308:
      throw .redirected(status: status, location: reception.head.location ?? "nowhere")
    case 404, 410: throw .notFound(status: status)
    case 429: throw .rateLimited(retryAfter: wait)
    case 400...499: throw .forbidden(status: status)
    case 500...599: throw .unavailable(status: status, retryAfter: wait)
    default: throw .unexpectedStatus(status)
    }
  }
}
