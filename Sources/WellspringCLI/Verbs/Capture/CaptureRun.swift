// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import EntropySources
  internal import RandomnessService

  /// `wellspring capture`, without a verb of its own.
  struct CaptureRun: Verb {
    static let configuration = CommandConfiguration(
      "run", "Capture samples into a file.",
      """
      Samples are written as bytes, or packed; beside the file lies a document with its digest, the source, the machine, the \
      times, the command line and what the health tests said. A capture in which one fires is marked as invalid: capture \
      again. Captured samples never get into a seed. A capture that was interrupted goes on with --resume.
      """,
      examples: [
        (
          "wellspring capture --device /dev/noise --between 'power-cycle noise' --restarts 1000x1000 -o restarts.bin",
          "restarts of a device"
        ),
        (
          "wellspring capture cpu-timing --restarts 1000x1000 --shard 1/2 -o part1.bin",
          "one of two parts, for wellspring capture merge"
        ),
      ])

    @OptionGroup var options: CaptureOptions

    @Option(
      name: [.long, .customShort("o")], parsing: .unconditional,
      help: ArgumentHelp("The file; the document is called as it, with .json behind.", valueName: "file"))
    var output: String

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Capture so many samples that follow each other.", valueName: "count"))
    var samples: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Capture so many restarts, and samples after each: 1000x1000.", valueName: "restarts x samples"))
    var restarts: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Run this line of shell before each restart, such as one that cycles the power.", valueName: "command"
      ))
    var between: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Capture one of several parts: 1/4 is the first of four.", valueName: "part/parts"))
    var shard: String?

    @Flag(help: "Write samples of fewer than 8 bits without gaps.")
    var packed = false

    @Flag(help: "Go on with a capture that was interrupted.")
    var resume = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Min-entropy of a sample that the health tests assume; an eighth of its bits if nothing is claimed.",
        valueName: "entropy"))
    var claim: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Wait so long for a sample; 60 if not given.", valueName: "seconds"))
    var timeout: String?

    @Option(
      name: .customLong("operator"), parsing: .unconditional,
      help: ArgumentHelp("Who captures, for the document.", valueName: "name"))
    var operatorName: String?

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let request = try request()
      if !request.draft.origin.isRaw {
        console.note([
          "wellspring: \(request.draft.origin.id) gives \(CaptureSidecar.conditionedNote) of its noise"
        ])
      }
      let progress = ProgressLine(console)
      defer { progress.end() }
      let sidecar = try request.perform(progress)
      progress.end()
      return try Self.report(sidecar, output, console)
    }

    /// Tells what was captured.
    static func report(
      _ sidecar: CaptureSidecar, _ file: String, _ console: Console
    ) throws(Failure) -> ExitStatus {
      if console.isJSON {
        try console.document(sidecar.document)
      } else {
        var words = "\(Console.oneLine(file)): \(sidecar.samples) samples"
        if let restarts = sidecar.restarts {
          words += " of \(restarts.rows) restarts by \(restarts.method.rawValue)"
        } else if sidecar.segments.count > 1 {
          words += " in \(sidecar.segments.count) parts, between which it was interrupted"
        }
        words += " of \(sidecar.origin.id)"
        if let alarm = sidecar.health?.alarms.first {
          words += "; INVALID, a health test has fired: \(alarm); capture again, and do not assess this"
        } else {
          words += "; no health test has fired"
        }
        if !sidecar.origin.isRaw { words += "; \(CaptureSidecar.conditionedNote)" }
        try console.result(lines: [words])
      }
      return sidecar.isValid ? .yes : .no
    }

    private func request() throws(Failure) -> CaptureRequest {
      let extent = try extent()
      try checkBetween()
      let (target, origin, bits, configuredClaim) = try options.target(common)
      let claim =
        try self.claim.map { text throws(Failure) in
          try OptionValue.number(text, of: "--claim", in: 0...8)
        } ?? configuredClaim ?? CaptureHealth.assumedEntropy(sampleBits: bits)
      let seconds =
        try timeout.map { text throws(Failure) in
          try OptionValue.integer(text, of: "--timeout", in: 1...86_400)
        } ?? 60
      var draft = CaptureSidecar(origin: origin)
      draft.version = "wellspring \(Randomness.version)"
      draft.sampleBits = bits
      (draft.machine, draft.command) = (System.machine, Swift.CommandLine.arguments)
      draft.operatorName = operatorName
      draft.shard = try part(extent)
      if case .source(let source, _) = target, let identity = Self.identity(source) {
        draft.origin.driver = identity.generator ?? identity.driver
        draft.origin.serial = identity.serial
      }
      if case .samples(let count) = extent { draft.samples = draft.shard?.share ?? count }
      if case .restarts(let rows, let samples) = extent {
        try checkRestarts(target, origin)
        draft.restarts = CaptureSidecar.Restarts(
          rows: rows, samples: samples, method: between == nil ? .newProcess : .command, between: between)
      }
      if packed, bits == 8 {
        throw .usage(
          "--packed", limit: "fewer than 8 bits", problem: "samples of 8 bits have no gaps",
          fix: "leave out --packed")
      }
      return CaptureRequest(
        target: target, extent: extent, shard: draft.shard, between: between, file: output,
        isPacked: packed, resumes: resume,
        health: try CaptureHealth.configuration(claim: claim, sampleBits: bits), seconds: seconds,
        draft: draft)
    }

    /// The device that is there now. Where it cannot be opened, the capture will say so.
    private static func identity(_ source: any EntropySource) -> DeviceIdentity? {
      guard let session = try? CaptureSession(source: source, clock: SystemClock()) else { return nil }
      defer { session.close() }
      return session.identity
    }

    /// That the line of shell does something.
    private func checkBetween() throws(Failure) {
      guard let between, between.allSatisfy(\.isWhitespace) else { return }
      throw .usage(
        "--between", limit: "a command", problem: "--between names no command, which restarts nothing",
        fix: "give one, or leave it out")
    }

    private func checkRestarts(_ target: CaptureTarget, _ origin: CaptureSidecar.Origin) throws(Failure) {
      guard origin.isRaw else {
        throw Failure(
          .bad, code: "conditioned-source", value: origin.id, limit: "raw noise",
          problem:
            "\(origin.id) gives \(CaptureSidecar.conditionedNote), and restarts of it are restarts of nothing",
          fix: "capture a source of raw noise")
      }
      guard !target.needsCommandBetween || between != nil else {
        throw Failure(
          .bad, code: "no-restart", value: origin.id, limit: "a restart of the device",
          problem: "\(origin.id) is a device that goes on when it is opened again, which restarts no noise",
          fix: "give a command that cycles its power by --between")
      }
    }

    private func extent() throws(Failure) -> CaptureRequest.Extent {
      switch (samples, restarts) {
      case (let text?, nil):
        guard between == nil else {
          throw .usage(
            "--between", limit: "with --restarts", problem: "--between is run between restarts",
            fix: "give --restarts, or leave it out")
        }
        return .samples(try OptionValue.integer(text, of: "--samples", in: 1...(1 << 28)))
      case (nil, let text?):
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let rows = Int(parts[0]), let count = Int(parts[1]),
          (1...100_000).contains(rows),
          (1...100_000).contains(count), rows * count <= 1 << 28
        else {
          let text = Console.oneLine(text, limit: 80)
          throw Failure(
            .bad, code: "option-value", value: text, limit: "RESTARTSxSAMPLES",
            problem: "--restarts \"\(text)\" does not name restarts and samples, as 1000x1000 does",
            fix: "correct it")
        }
        return .restarts(rows: rows, samples: count)
      case (nil, nil):
        throw .usage(
          "--samples", limit: "--samples or --restarts", problem: "it is not said how much to capture",
          fix: "give --samples 1000000 or --restarts 1000x1000")
      case (_?, _?): throw SampleOptions.clash("--samples", "--restarts", fix: "give one of them")
      }
    }

    private static func whole(_ extent: CaptureRequest.Extent) -> Int {
      switch extent {
      case .samples(let count): count
      case .restarts(let rows, _): rows
      }
    }

    /// The part that is captured here; each has a row, or a thousand samples, at least.
    private func part(_ extent: CaptureRequest.Extent) throws(Failure) -> CaptureSidecar.Shard? {
      guard let shard else { return nil }
      let whole: Int
      switch extent {
      case .samples(let count): whole = count / CaptureRequest.leastSegment
      case .restarts(let rows, _): whole = rows
      }
      let parts = shard.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]),
        (1...max(1, whole)).contains(count),
        (1...count).contains(index)
      else {
        let text = Console.oneLine(shard, limit: 80)
        throw Failure(
          .bad, code: "option-value", value: text, limit: "PART/PARTS, up to \(max(1, whole)) parts",
          problem: "--shard \"\(text)\" does not name a part, as 1/4 does", fix: "correct it")
      }
      return CaptureSidecar.Shard(
        index: index, count: count, whole: Self.whole(extent))
    }
  }
#endif
