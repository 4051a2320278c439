// SPDX-License-Identifier: Apache-2.0
internal import RandomnessService

extension ConfigurationFileError {
  /// A refusal taken apart, for a document instead of a sentence.
  package struct Parts: Equatable, Sendable {
    /// A word for programs.
    package var code: String
    /// What was given.
    package var value: String
    /// What is allowed.
    package var limit: String
    /// What is wrong, in words that end before the fix.
    package var problem: String
    /// What to do.
    package var fix: String
  }

  /// The refusal taken apart.
  package var parts: Parts {
    switch self {
    case .unreadable(let file, let problem): Self.file("read", file, problem)
    case .unwritable(let file, let problem): Self.file("written", file, problem)
    case .notUTF8(let file):
      Parts(
        code: "not-utf8", value: cut(file), limit: "UTF-8", problem: "\(cut(file)) is not UTF-8 text",
        fix: "save it as UTF-8")
    case .syntax(let file, let position, let problem):
      Parts(
        code: "syntax", value: "\(position)", limit: "JSON",
        problem: "\(cut(file)), \(position): \(problem)",
        fix: "correct the JSON there")
    case .duplicateKey(let file, let position, let key):
      Parts(
        code: "duplicate-key", value: cut(key), limit: "once in an object",
        problem:
          "\(cut(file)), \(position): the key \"\(cut(key))\" stands there a second time, and 1 is allowed",
        fix: "remove one of the two")
    case .unknownKey(let file, let position, let key, let nearest):
      Parts(
        code: "unknown-key", value: cut(key), limit: nearest,
        problem:
          "\(cut(file)), \(position): the key \"\(cut(key))\" is not known, and the nearest known one is"
          + " \"\(nearest)\"",
        fix: "correct or remove it")
    case .misplacedKey(let file, let position, let key, let kind):
      Parts(
        code: "misplaced-key", value: cut(key), limit: kind,
        problem:
          "\(cut(file)), \(position): the key \"\(cut(key))\" is not one of a source of kind \"\(kind)\"",
        fix: "remove it")
    case .wrongType(let file, let position, let key, let expected, let found):
      Parts(
        code: "wrong-type", value: found, limit: expected,
        problem: "\(cut(file)), \(position): \"\(cut(key))\" is \(found), and must be \(expected)",
        fix: "write it as \(expected)")
    case .outOfRange(let file, let position, let key, let value, let limit):
      Parts(
        code: "out-of-range", value: cut(value), limit: limit,
        problem: "\(cut(file)), \(position): \"\(cut(key))\" is \(cut(value)), which is not \(limit)",
        fix: "choose a number in that range")
    case .unknownWord(let file, let position, let key, let value, let allowed):
      Parts(
        code: "unknown-value", value: cut(value), limit: allowed.joined(separator: ", "),
        problem: "\(cut(file)), \(position): \"\(cut(key))\" is \"\(cut(value))\", which is none of"
          + " \(allowed.joined(separator: ", "))",
        fix: "choose one of them")
    case .missingKey(let file, let position, let key):
      Parts(
        code: "missing-key", value: cut(key), limit: "must be there",
        problem: "\(cut(file)), \(position): the key \"\(cut(key))\" is missing", fix: "add it")
    case .unusableDevice(let file, let position, let source, let path, let kind):
      Self.device("\(cut(file)), \(position)", source, path, kind)
    case .unknownChoice(let origin, let value, let allowed):
      Parts(
        code: "unknown-value", value: cut(value), limit: allowed.joined(separator: ", "),
        problem: "\(origin) is \"\(cut(value))\", which is none of \(allowed.joined(separator: ", "))",
        fix: "choose one of them")
    case .relativePath(let origin, let path):
      Parts(
        code: "relative-path", value: cut(path), limit: "begins with \"/\"",
        problem: "\(origin) is \"\(cut(path))\", which does not begin with \"/\"", fix: "give the full path"
      )
    case .refused(let file, let error):
      Parts(file, error)
    }
  }

  private static func file(_ done: String, _ file: String, _ problem: FileAccess.Problem) -> Parts {
    let reason: String
    let limit: String
    let fix: String
    switch problem {
    case .absent: (reason, limit, fix) = ("there is no such file", "an existing file", "correct the path")
    case .isDirectory: (reason, limit, fix) = ("it is a directory", "a regular file", "name a file in it")
    case .notRegular:
      (reason, limit, fix) = ("it is not a regular file", "a regular file", "name a regular file")
    case .tooLarge(let bytes):
      (reason, limit, fix) = ("it holds more than \(bytes) bytes", "\(bytes) bytes", "shorten it")
    case .system(let words):
      (reason, limit, fix) = (words, "a file that can be \(done)", "mend that, or name another file")
    }
    return Parts(
      code: done == "read" ? "unreadable-file" : "unwritable-file", value: cut(file), limit: limit,
      problem: "\(cut(file)) cannot be \(done): \(reason)", fix: fix)
  }

  private static func device(
    _ place: String, _ source: String, _ path: String, _ kind: FileAccess.Kind
  ) -> Parts {
    let found: String
    var fix = "name the character device itself"
    switch kind {
    case .absent: found = "absent"
    case .directory: found = "a directory"
    case .regularFile: found = "a regular file"
    case .other(let words): found = words
    case .unreachable(let words):
      found = "out of reach (\(words))"
      fix = "correct the path or the permissions on the way to it"
    case .characterDevice:
      found = "not readable for this user"
      fix = "join the group that may read it, run as a user who may, or disable the source"
    }
    return Parts(
      code: "unusable-device", value: cut(path), limit: "a readable character device",
      problem:
        "\(place): the device of \(source), \(cut(path)), is \(found), and must be a readable character"
        + " device",
      fix: fix)
  }
}

/// Text from a file, cut. It stays as it is otherwise: whoever prints it replaces what a terminal would obey.
func cut(_ text: String, limit: Int = 200) -> String { String(text.unicodeScalars.prefix(limit)) }
