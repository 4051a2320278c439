// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import Glibc

extension System {
  /// A number in a format of printf(3).
  static func format(_ format: String, _ value: Double) -> String { formatted(format, [value]) }

  /// A number with so many significant digits.
  static func format(digits: Int, _ value: LongDouble) -> String {
    #if arch(x86_64)
      formatted("%.\(digits)Lg", [value])
    #else
      formatted("%.\(digits)g", [value])
    #endif
  }

  private static func formatted(_ format: String, _ values: [any CVarArg]) -> String {
    unsafe withVaList(values) { arguments in
      // No number of these formats is longer: 10^308 has 309 digits before the point.
      var buffer = [CChar](repeating: 0, count: 512)
      let count = unsafe vsnprintf(&buffer, buffer.count, format, arguments)
      return String(
        decoding: buffer.prefix(max(0, min(Int(count), buffer.count - 1))).map { UInt8(bitPattern: $0) },
        as: UTF8.self)
    }
  }

  /// Does something with numbers rounded towards zero, as NIST's conditioning tool does all it does.
  static func roundingTowardZero<Result, E: Error>(_ body: () throws(E) -> Result) throws(E) -> Result {
    let mode = fegetround()
    fesetround(FE_TOWARDZERO)
    defer { fesetround(mode) }
    return try body()
  }

  /// Does something with numbers rounded to the nearest, as usual.
  static func roundingToNearest<Result>(_ body: () -> Result) -> Result {
    let mode = fegetround()
    fesetround(FE_TONEAREST)
    defer { fesetround(mode) }
    return body()
  }

  /// A number as strtold(3) reads it; `nil` if there is anything else.
  static func longDouble(_ text: String) -> LongDouble? {
    guard !text.isEmpty, !text.utf8.contains(0) else { return nil }
    return unsafe text.withCString { start -> LongDouble? in
      var end: UnsafeMutablePointer<CChar>?
      #if arch(x86_64)
        let value = unsafe strtold(start, &end)
      #else
        let value = unsafe strtod(start, &end)
      #endif
      guard let end = unsafe end, unsafe end != start, unsafe end.pointee == 0 else { return nil }
      return value
    }
  }

  /// The number that a text begins with, as atof(3) reads it; 0 if it begins with none.
  static func leadingNumber(_ text: String) -> Double {
    text.utf8.contains(0) ? 0 : unsafe text.withCString { unsafe strtod($0, nil) }
  }

  /// Writes a file as it stands, or makes it: a device or a pipe stays what it is.
  static func overwrite(_ path: String, _ bytes: [UInt8]) throws(Failure) {
    let name = Console.oneLine(path)
    func failure() -> Failure {
      Failure(
        .bad, code: "unwritable-file", value: name, limit: "a file that can be written",
        problem: "\(name) cannot be written: \(words(errno))", fix: "name another file")
    }
    guard !path.isEmpty, !path.utf8.contains(0) else {
      errno = ENOENT
      throw failure()
    }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    try write(bytes.span, to: descriptor)
  }

  /// Threads that can run at once.
  static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The time here, as NIST's documents have it: 20261125152000.
  static var localTimestamp: String {
    var now = time(nil)
    var parts = unsafe tm()
    unsafe localtime_r(&now, &parts)
    return unsafe [
      parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
    ]
    .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
  }
}
