// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import EntropyAssessment
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// `wellspring evidence`.
  struct Evidence: Verb {
    static let configuration = CommandConfiguration(
      "evidence", "Put together a bundle for an Entropy Source Validation submission.",
      """
      A folder with the samples and what is known of them, the assessments, the settings of the health tests and a log of \
      failures that they find, known answers, the machine, drafts of the documents, and a manifest with the digest of every \
      file. Nothing is sent anywhere. Made twice of the same files it is the same to the byte.
      """,
      examples: [
        (
          "wellspring evidence --noise noise.bin --restarts restarts.bin -o bundle",
          "with Wellspring's conditioning"
        ),
        (
          "wellspring evidence --noise n.bin --restarts r.bin --component 'HMAC-SHA2-256,A1234,2048,256,256,320' -o bundle",
          "with another component"
        ),
      ])

    @Option(parsing: .unconditional, help: ArgumentHelp("A capture of 1,000,000 samples.", valueName: "file"))
    var noise: String

    @Option(
      parsing: .unconditional, help: ArgumentHelp("A capture of 1000x1000 restarts.", valueName: "file"))
    var restarts: String

    @Option(
      name: [.long, .customShort("o")], parsing: .unconditional,
      help: ArgumentHelp("The folder to make.", valueName: "folder"))
    var output: String

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("What is claimed of a sample, if that is less than assessed.", valueName: "entropy"))
    var claim: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The noise source's name; that of the capture if not given.", valueName: "name"))
    var name: String?

    @Flag(help: "The noise source is physical.")
    var physical = false

    @Option(
      parsing: .unconditionalSingleValue,
      help: ArgumentHelp(
        "A vetted conditioning component instead of Wellspring's, in the order of the data; \"none\" for none.",
        valueName: "name,validation,n_in,n_out,nw,h_in"))
    var component: [String] = []

    @Option(parsing: .unconditional, help: "Threads to spread the estimators over; two if not given.")
    var threads: String?

    @OptionGroup var common: CommonOptions

    /// Credited bits that Wellspring's conditioner is fed, and bits that it gives: SHA3-384.
    private static let (fed, given) = (448, 384)

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let claim = try self.claim.map { text throws(Failure) in
        try OptionValue.number(text, of: "--claim", in: 0...8)
      }
      // No claim is counted in less.
      if let claim, claim < 1.0 / 256 {
        throw Failure(
          .bad, code: "option-value", value: "\(claim)", limit: "at least 1/256",
          problem: "--claim \(claim) is no claim to submit", fix: "claim 1/256 bit at least, or nothing")
      }
      try EvidenceBundle.checkNew(output)
      let threads = try self.threads.map { text throws(Failure) in
        try OptionValue.integer(text, of: "--threads", in: 1...1024)
      }
      let progress = ProgressLine(console)
      defer { progress.end() }
      progress.say("reading the captures")
      let noise = try CapturedFile(noise)
      let title = name ?? noise.sidecar.origin.name
      try Self.checkName(title, "the name of the noise source")
      let request = EvidenceRequest(
        noise: noise, restarts: try CapturedFile(restarts), claim: claim, name: title,
        isPhysical: physical, components: try components(noise.sidecar.sampleBits, claim), directory: output)
      progress.say("assessing")
      let bundle = try EvidenceBundle(request, threads: threads ?? 2)
      try bundle.write(to: output)
      progress.end()
      let lowered = EvidenceBundle.lowered(bundle.assessed)
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion, "folder": .string(output),
          "files": .array(bundle.files.map { .string($0.path) }), "hmin_estimate": .number(lowered),
        ])
      } else {
        try console.result(
          lines: bundle.files.map(\.path) + [
            "\(Console.oneLine(output)): \(bundle.files.count) files; \(lowered) bits of min-entropy a sample; finish PUD.md and "
              + "EAR-template.md"
          ])
      }
      return .yes
    }

    private func components(
      _ sampleBits: Int, _ claim: Double?
    ) throws(Failure) -> [EvidenceRequest.Component] {
      if component == ["none"] { return [] }
      guard !component.isEmpty else {
        // As many samples as hold the bits at the claim: Wellspring's conditioner takes no fewer.
        let perSample = claim ?? CaptureHealth.assumedEntropy(sampleBits: sampleBits)
        let samples = Int((Double(Self.fed) / perSample).rounded(.up))
        return [
          try made("SHA3-384", nil, [samples * sampleBits, Self.given, Self.given], LongDouble(Self.fed))
        ]
      }
      var components: [EvidenceRequest.Component] = []
      for text in component {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, let input = Int(parts[2]), let output = Int(parts[3]),
          let narrowest = Int(parts[4]),
          let entropy = LongDouble(parts[5])
        else { throw Self.bad(text) }
        try Self.checkName(parts[0], "the name of a component")
        try Self.checkName(parts[1] + " ", "the validation of a component")
        components.append(
          try made(parts[0], parts[1].isEmpty ? nil : parts[1], [input, output, narrowest], entropy))
      }
      return components
    }

    /// What stands in documents: 1 to 64 characters that neither end a line nor a column.
    private static func checkName(_ name: String, _ what: String) throws(Failure) {
      let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 && $0 != "|" }
      guard (1...64).contains(name.count), isPlain, printable(name) == name else {
        throw Failure(
          .bad, code: "option-value", value: Console.oneLine(name, limit: 80),
          limit: "1 to 64 plain characters",
          problem: "\(what) has \(name.count) characters, or such as do not fit into a document",
          fix: "give another one by --name or --component")
      }
    }

    private func made(
      _ name: String, _ validation: String?, _ bits: [Int], _ entropy: LongDouble
    ) throws(Failure) -> EvidenceRequest.Component {
      guard
        let component = OutputEntropy.Component(
          inputBits: bits[0], outputBits: bits[1], narrowestBits: bits[2], inputEntropy: entropy)
      else { throw Self.bad("\(name),\(validation ?? ""),\(bits[0]),\(bits[1]),\(bits[2]),\(entropy)") }
      return EvidenceRequest.Component(
        description: name, entropy: OutputEntropy(component), isVetted: true, validation: validation)
    }

    private static func bad(_ text: String) -> Failure {
      let text = Console.oneLine(text, limit: 80)
      return Failure(
        .bad, code: "option-value", value: text, limit: "NAME,VALIDATION,N_IN,N_OUT,NW,H_IN",
        problem: "--component \"\(text)\" does not describe a component", fix: "correct it")
    }
  }
#endif
