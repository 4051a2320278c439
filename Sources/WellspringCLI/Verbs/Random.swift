// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// `wellspring random`.
  struct Random: Verb {
    static let configuration = CommandConfiguration(
      "random", "Print random bytes.",
      """
      The bytes come from a generator of this process, seeded by the sources of this machine. Seeding ends when the \
      profile's need is met; slower sources are shown as starting.
      """,
      examples: [
        ("wellspring random 32 --explain", "64 hexadecimal digits, and their account on standard error"),
        ("wellspring random --raw 1G > noise.bin", "a GiB into a file"),
      ])

    @Argument(
      help: ArgumentHelp(
        "How many, up to 2^40, or inf; K, M and G are powers of 1024.", valueName: "bytes"))
    var count: String?

    @Flag(exclusivity: .exclusive, help: "How they are written; --raw is refused on a terminal.")
    var form: Form = .hex

    @Flag(help: "Reseed with credited entropy that is collected after the request.")
    var predictionResistance = false

    @Option(help: ArgumentHelp("default or sp800-90c.", valueName: "name"))
    var profile: String?

    @Flag(help: "Print sources, tests, credit and construction on standard error, or in the document.")
    var explain = false

    @OptionGroup var common: CommonOptions

    /// The flags that choose an encoding.
    enum Form: EnumerableFlag {
      case hex, base64, raw

      var encoding: ByteEncoding {
        switch self {
        case .hex: .hex
        case .base64: .base64
        case .raw: .raw
        }
      }
    }

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let wanted = try count.map { text throws(Failure) in try ByteCount(text) } ?? .standard
      try check(wanted)
      let loaded = try common.load(profile: profile)
      // It works while the sources are opened. Nobody waits for it before the generator is seeded.
      var solar = SolarLink(loaded, task: explain ? .account : .claim)
      let randomness = try CommonOptions.service(loaded)
      try randomness.seed()
      solar.deliver(to: randomness, explains: explain)
      if common.json {
        try printDocument(wanted, randomness)
      } else {
        try stream(wanted, randomness, &solar, console)
      }
      return .yes
    }

    private func check(_ wanted: ByteCount) throws(Failure) {
      if form == .raw && !common.json && System.isTerminal(System.standardOutput) {
        throw .usage(
          "--raw", limit: "a file or a pipe",
          problem: "raw bytes would garble the terminal on standard output",
          fix: "redirect the output, or use --hex")
      }
      guard common.json else { return }
      if form == .raw {
        throw .usage(
          "--raw", limit: "--hex or --base64", problem: "JSON cannot hold raw bytes", fix: "use --base64")
      }
      guard case .bytes(let bytes) = wanted, bytes <= UInt64(Randomness.secretLimit) else {
        throw .usage(
          count ?? "", limit: "1 to \(Randomness.secretLimit) bytes",
          problem:
            "one JSON document holds at most \(Randomness.secretLimit) bytes, and \(count ?? "") are asked for",
          fix: "ask for fewer, or leave --json out")
      }
    }

    /// Writes pieces until there are enough. The account comes after the first piece is made and before it is written,
    /// so that it tells of the seed that the bytes rest on.
    private func stream(
      _ wanted: ByteCount, _ randomness: Randomness, _ solar: inout SolarLink, _ console: Console
    ) throws(Failure) {
      var left: UInt64 = if case .bytes(let bytes) = wanted { bytes } else { .max }
      let pieceByteCount = UInt64(RandomOutput.pieceByteCount)
      var isFirst = true
      while left > 0 {
        let byteCount = min(left, pieceByteCount)
        var output = try RandomOutput(randomness, form.encoding, byteCount: Int(byteCount))
        // All pieces of one size go through one buffer.
        repeat {
          try output.generate(predictionResistance: predictionResistance && isFirst)
          if isFirst && explain { console.note(AccountText.lines(randomness.snapshot())) }
          isFirst = false
          try output.write()
          solar.deliverMore(to: randomness)
          if wanted != .endless { left -= byteCount }
        } while left >= byteCount
      }
      if form != .raw { try console.result("\n") }
    }

    private func printDocument(_ wanted: ByteCount, _ randomness: Randomness) throws(Failure) {
      guard case .bytes(let byteCount) = wanted else { return }
      var output = try RandomOutput(randomness, form.encoding, byteCount: Int(byteCount))
      try output.generate(predictionResistance: predictionResistance)
      let console = Console(isJSON: true, isQuiet: common.quiet)
      // The digits go from secret memory to the output; the rest of the document is written around them.
      try console.result(
        "{\"schema_version\":\(Snapshot.schemaVersion.text),\"bytes\":\(byteCount)"
          + ",\"encoding\":\"\(form.encoding.rawValue)\",\"data\":\"")
      try output.write()
      try console.result(explain ? "\",\"account\":\(randomness.snapshot().accountJSON.text)}\n" : "\"}\n")
    }
  }
#endif
