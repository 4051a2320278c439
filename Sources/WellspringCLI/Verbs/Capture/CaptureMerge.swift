// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import EntropyAssessment

  /// `wellspring capture merge`.
  struct CaptureMerge: Verb {
    static let configuration = CommandConfiguration(
      "merge", "Put the parts of a capture together.",
      "Parts are given in any order; all have to be there, valid, unchanged, and of the same source.",
      examples: [
        ("wellspring capture merge -o all.bin part1.bin part2.bin", "two parts that --shard has captured")
      ])

    @Option(
      name: [.long, .customShort("o")], parsing: .unconditional,
      help: ArgumentHelp("The file for all parts.", valueName: "file"))
    var output: String

    @Argument(help: ArgumentHelp("The files of all parts.", valueName: "file"))
    var files: [String]

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      guard !System.exists(output) else {
        throw Failure(
          .bad, code: "file-exists", value: Console.oneLine(output), limit: "a new file",
          problem: "\(Console.oneLine(output)) is there already", fix: "remove it, or name another file")
      }
      var parts: [CapturedFile] = []
      for file in files { parts.append(try CapturedFile(file)) }
      for part in parts { try part.test() }
      parts.sort { ($0.sidecar.shard?.index ?? 0) < ($1.sidecar.shard?.index ?? 0) }
      try check(parts)
      var whole = parts[0].sidecar
      whole.shard = nil
      whole.samples = parts.reduce(0) { $0 + $1.samples.count }
      whole.restarts?.rows = parts.reduce(0) { $0 + ($1.sidecar.restarts?.rows ?? 0) }
      whole.segments = parts.flatMap(\.sidecar.segments)
      whole.started = parts.map(\.sidecar.started).min() ?? ""
      whole.ended = parts.map(\.sidecar.ended).max() ?? ""
      whole.command = Swift.CommandLine.arguments
      if var health = whole.health {
        health.longestRun = parts.compactMap(\.sidecar.health?.longestRun).max() ?? 0
        health.highestCount = parts.compactMap(\.sidecar.health?.highestCount).max() ?? 0
        whole.health = health
      }
      try CaptureRequest.put(
        parts.flatMap(\.samples), isPacked: whole.layout == "packed", &whole, in: output)
      return try CaptureRun.report(whole, output, console)
    }

    private func check(_ parts: [CapturedFile]) throws(Failure) {
      func refused(_ part: CapturedFile, _ problem: String, _ fix: String) -> Failure {
        Failure(
          .bad, code: "not-a-part", value: part.name, limit: "parts of one capture",
          problem: "\(part.name) \(problem)", fix: fix)
      }
      guard let first = parts.first, let count = first.sidecar.shard?.count else {
        throw refused(parts[0], "is no part of a capture", "name files that --shard has captured")
      }
      for (index, part) in parts.enumerated() {
        guard let shard = part.sidecar.shard, shard.count == count else {
          throw refused(part, "is no part of a capture in \(count) parts", "name the others")
        }
        guard shard.index == index + 1 else {
          throw refused(
            part, "is part \(shard.index), where part \(index + 1) of \(count) is missing",
            "name each part once")
        }
        if let what = part.sidecar.differs(from: first.sidecar) {
          throw refused(part, "differs from \(first.name) by \(what)", "capture all parts in the same way")
        }
        guard part.sidecar.isTestedLike(first.sidecar) else {
          throw refused(
            part, "was tested at another claim than \(first.name)", "capture all parts in the same way")
        }
        guard shard.share == part.sidecar.restarts?.rows ?? part.sidecar.samples else {
          throw refused(part, "has not as much as its part of the whole", "capture it again")
        }
        guard !parts[..<index].contains(where: { $0.samples == part.samples && part.samples.count >= 64 })
        else {
          throw refused(part, "holds the same samples as another part", "name each part once")
        }
        guard part.sidecar.isValid else {
          throw refused(part, "is invalid, since a health test has fired", "capture it again")
        }
      }
      guard parts.count == count else {
        throw refused(
          parts[parts.count - 1],
          "is the last one named of \(count) parts, of which \(parts.count) are named",
          "name all")
      }
    }
  }
#endif
