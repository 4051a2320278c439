// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import EntropySources
  internal import RandomnessService

  /// What is captured, for the verb and for the process of each restart.
  struct CaptureOptions: ParsableArguments {
    @Argument(help: "A source of the configuration, or cpu-timing.")
    var source: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("A character device instead.", valueName: "path"))
    var device: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The output of a line of shell instead, a byte for each sample.", valueName: "command"))
    var exec: String?

    @Option(parsing: .unconditional, help: "Bits of a sample, 1 to 8, in the lowest bits of a byte.")
    var bits: String?

    @Flag(help: "/dev/hwrng is in a mode that gives raw noise.")
    var raw = false

    @Option(
      name: .customLong("id"), parsing: .unconditional,
      help: ArgumentHelp("The name of the source in its configuration, for the record.", valueName: "name"))
    var name: String?

    /// What is captured, and how it is described.
    func target(
      _ common: CommonOptions
    ) throws(Failure) -> (target: CaptureTarget, origin: CaptureSidecar.Origin, bits: Int, claim: Double?) {
      let given = [source, device, exec].compactMap { $0 }
      guard given.count == 1 else {
        throw .usage(
          given.joined(separator: " "), limit: "one of a source, --device and --exec",
          problem: given.isEmpty ? "nothing is named to capture" : "several things are named to capture",
          fix: "name a source, or give --device or --exec")
      }
      if let exec { return try command(exec) }
      let configured = try configuration(common)
      let live: any EntropySource
      do throws(SourceError) {
        live = try ServiceEnvironment.live.makeSource(configured)
      } catch { throw Failure(error, source: configured.id) }
      let descriptor = live.descriptor
      var origin = CaptureSidecar.Origin(
        id: name ?? descriptor.id, name: descriptor.name, kind: descriptor.kind.rawValue,
        conditioning: "raw", independenceGroup: descriptor.independenceGroup.rawValue)
      if case .opaque(let by) = descriptor.conditioning { origin.conditioning = "opaque, by \(by)" }
      return (
        .source(live, arguments: arguments(common)), origin, descriptor.bitsPerSample, configured.claim
      )
    }

    private func command(
      _ line: String
    ) throws(Failure) -> (target: CaptureTarget, origin: CaptureSidecar.Origin, bits: Int, claim: Double?) {
      let origin = CaptureSidecar.Origin(
        id: name ?? "command", name: line, kind: "as its operator says", conditioning: "raw",
        independenceGroup: name ?? "command")
      return (.command(line), origin, try statedBits() ?? 8, nil)
    }

    /// The source as a configuration has it; a device that is named here is taken to give raw noise, but for /dev/hwrng.
    private func configuration(_ common: CommonOptions) throws(Failure) -> SourceConfiguration {
      if let device {
        let isKernels = device == "/dev/hwrng"
        return SourceConfiguration(
          id: name ?? "device",
          kind: .hardwareDevice(
            SourceConfiguration.HardwareDevice(
              path: device, bitsPerSample: try statedBits() ?? 8, isRaw: raw || !isKernels)))
      }
      if let option = bits != nil ? "--bits" : raw ? "--raw" : nil {
        throw .usage(
          option, limit: "with --device or --exec",
          problem: "\(option) is about what has no configuration, and a source has one", fix: "leave it out")
      }
      let id = source ?? ""
      let loaded = try common.load()
      let sources = loaded.configuration.sources
      guard let found = sources.first(where: { $0.id == id }) ?? (id == "cpu-timing" ? .cpuTiming : nil)
      else {
        let known = (sources.filter { !$0.isPublic }.map(\.id) + ["cpu-timing"]).joined(separator: ", ")
        throw .usage(
          Console.oneLine(id, limit: 80), limit: known,
          problem: "there is no source \(Console.oneLine(id, limit: 80))", fix: "choose one of \(known)")
      }
      guard !found.isPublic else {
        throw .usage(
          id, limit: "a source of noise", problem: "\(id) is public data, which is no noise to capture",
          fix: "wellspring solar export prints its records")
      }
      return found
    }

    private func statedBits() throws(Failure) -> Int? {
      try bits.map { text throws(Failure) in try OptionValue.integer(text, of: "--bits", in: 1...8) }
    }

    /// The arguments that name the same in another process.
    private func arguments(_ common: CommonOptions) -> [String] {
      var arguments: [String] = source.map { [$0] } ?? []
      for (option, value) in [
        ("--device", device), ("--bits", bits), ("--config", common.config),
        ("--state-directory", common.stateDirectory),
      ] {
        if let value { arguments += [option, value] }
      }
      return raw ? arguments + ["--raw"] : arguments
    }
  }
#endif
