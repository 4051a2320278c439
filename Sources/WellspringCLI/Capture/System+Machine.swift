// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import Glibc
internal import Primitives

extension System {
  /// The machine that we run on.
  static var machine: CaptureSidecar.Machine {
    var name = utsname()
    guard unsafe uname(&name) == 0 else {
      return CaptureSidecar.Machine(kernel: "", architecture: "", processor: processor)
    }
    return CaptureSidecar.Machine(
      kernel: "\(text(name.sysname)) \(text(name.release))", architecture: text(name.machine),
      processor: processor)
  }

  /// The text at the beginning of a field of uname(2).
  private static func text<Field>(_ field: Field) -> String {
    unsafe withUnsafeBytes(of: field) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static var processor: String {
    guard let bytes = try? contents(of: "/proc/cpuinfo", limit: 1 << 20) else { return "" }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let pair = line.split(separator: ":", maxSplits: 1)
      guard pair.count == 2, pair[0].hasPrefix("model name") || pair[0].hasPrefix("CPU part") else {
        continue
      }
      return pair[1].split(separator: " ").joined(separator: " ")
    }
    return ""
  }

  /// Removes a file, if it is there.
  static func remove(_ path: String) { _ = unsafe unlink(path) }

  /// Makes a folder.
  static func makeFolder(_ path: String) throws(Failure) {
    guard unsafe mkdir(path, 0o777) == 0 else {
      throw Failure(
        .bad, code: "unwritable-file", value: Console.oneLine(path), limit: "a folder that can be made",
        problem: "the folder \(Console.oneLine(path)) cannot be made: \(words(errno))",
        fix: "name another one")
    }
  }

  /// SHA-256 in hexadecimal digits.
  static func sha256(_ bytes: [UInt8]) throws(Failure) -> String {
    do throws(PrimitiveError) {
      var hash = try Hash(.sha256)
      try hash.update(bytes.span)
      var digest = [UInt8](repeating: 0, count: 32)
      var span = digest.mutableSpan
      try hash.finalize(into: &span)
      return hexadecimalDigits(digest)
    } catch {
      throw Failure(
        .internalError, code: "hash-failed", value: "\(error)", limit: "SHA-256",
        problem: "libcrypto gives no SHA-256: \(error)", fix: "mend its installation")
    }
  }
}
