// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import DRBG
internal import EntropyAssessment
internal import HealthTests
internal import OperatorStatus
internal import RandomnessService
internal import Telemetry

/// The files of an evidence bundle, by their paths in it: the same bytes whenever they are made of the same inputs.
///
/// Nothing that a generator has given is among them, no state of one, and no sample that became a seed: captured samples cannot.
struct EvidenceBundle {
  private(set) var files: [(path: String, bytes: [UInt8])] = []
  /// The assessed min-entropy of a sample: min(H_r, H_c, H_I).
  private(set) var assessed = 0.0

  init(_ request: EvidenceRequest, threads: Int) throws(Failure) {
    try request.check()
    let capture = request.noise.sidecar
    var options = AssessmentOptions()
    (options.width, options.threads) = (capture.sampleBits, threads)
    let noise: Assessment
    let restarts: RestartAssessment
    let initial: Double
    do throws(AssessmentError) {
      noise = try Assessment(request.noise.samples, options)
      // H_I is the least of what is assessed and what is claimed (3.1.3).
      initial = min(noise.assessed ?? 0, request.claim ?? .infinity)
      guard let matrix = RestartMatrix(request.restarts.samples) else {
        throw .tooShort(length: request.restarts.samples.count, limit: RestartMatrix.count)
      }
      restarts = try RestartAssessment(matrix, initial: initial, width: capture.sampleBits, threads: threads)
    } catch { throw Failure(error, file: request.noise.name) }
    guard let assessed = restarts.assessed else {
      throw Failure(
        .no, code: "restarts-failed", value: request.restarts.name, limit: "restarts that pass",
        problem: "the restarts of \(request.restarts.name) fail, so that there is nothing to submit",
        fix: "see wellspring restart")
    }
    self.assessed = assessed

    add("raw/noise.bin", request.noise.samples)
    add("raw/noise.bin.json", capture.document)
    add("restart/restarts.bin", request.restarts.samples)
    add("restart/restarts.bin.json", request.restarts.sidecar.document)
    add("ea/non-iid.json", .object(AssessmentReport(noise, account("raw/noise.bin", capture)).repeatable))
    add(
      "ea/restart.json",
      .object(
        RestartReport(
          account: account("restart/restarts.bin", request.restarts.sidecar), assessment: restarts,
          simulation: nil
        ).repeatable))
    add("ea/conditioning.json", .array(request.components.map(Self.document)))
    try addHealth(capture)
    add("kat/selftest.json", Self.knownAnswers)
    add("environment.json", Self.environment(capture))
    add("metadata.json", Self.metadata(request, assessed: assessed))
    let texts = EvidenceTexts(request, initial: initial, restarts: restarts, assessed: assessed)
    add("PUD.md", texts.publicUseDocument)
    add("EAR-template.md", texts.assessmentReport)
    try addManifest()
  }

  private mutating func add(_ path: String, _ bytes: [UInt8]) { files.append((path, bytes)) }
  private mutating func add(_ path: String, _ document: JSON) { add(path, document.text + "\n") }
  private mutating func add(_ path: String, _ text: String) { add(path, Array(text.utf8)) }

  /// The digest of each file, by path.
  private mutating func addManifest() throws(Failure) {
    var digests: [JSON] = []
    for file in files.sorted(by: { $0.path < $1.path }) {
      digests.append([
        "bytes": JSON(file.bytes.count), "path": .string(file.path),
        "sha256": .string(try System.sha256(file.bytes)),
      ])
    }
    add(
      "manifest.json",
      [
        "files": .array(digests), "schema_version": Snapshot.schemaVersion,
        "tool": .string("wellspring \(Randomness.version)"),
      ])
  }

  /// What a report says of a file of the bundle.
  private func account(_ path: String, _ capture: CaptureSidecar) -> FileAccount {
    FileAccount(
      path: path, facts: InputFile.Facts(byteCount: capture.samples, sha256: capture.sha256),
      form: SampleForm(), slice: nil, seconds: 0, peakMemoryBytes: 0)
  }

  private mutating func addHealth(_ capture: CaptureSidecar) throws(Failure) {
    guard let health = capture.health, let claim = MinEntropy(bits: health.minEntropy) else {
      throw Failure(
        .bad, code: "no-evidence", value: "health", limit: "health tests of the capture",
        problem: "the capture has not been tested", fix: "capture it again")
    }
    let configuration = try CaptureHealth.configuration(
      claim: health.minEntropy, sampleBits: capture.sampleBits)
    add(
      "health/settings.json",
      [
        "adaptive_proportion_cutoff": JSON(configuration.cutoffs.adaptiveProportion),
        "alpha": .string("2^-\(configuration.alphaExponent)"), "min_entropy": .number(claim.bits),
        "repetition_count_cutoff": JSON(configuration.cutoffs.repetitionCount),
        "sample_bits": JSON(capture.sampleBits), "start_up_samples": JSON(HealthTests.startUpSamples),
        "window": JSON(configuration.cutoffs.window),
      ])
    var log: [String] = []
    for failure in [InducedFailure.stuck, .bias] {
      var source = InducedFailure.FailingSource(
        failure, claim: claim, sampleBits: capture.sampleBits, isStrong: true)
      let observation = try source.run()
      guard observation.isDetected else {
        throw Failure(
          .internalError, code: "not-detected", value: failure.rawValue, limit: "a failure that is found",
          problem: "the health tests have not found the induced failure \(failure.rawValue)",
          fix: "report this")
      }
      log += ["\(failure.rawValue):"] + observation.lines.map { "  \($0)" }
    }
    add("health/induced-failures.txt", log.joined(separator: "\n") + "\n")
  }

  private static var knownAnswers: JSON {
    let outcomes = DRBGSelfTest.outcomes()
    return [
      "passed": .bool(outcomes.allSatisfy(\.passed)),
      "tests": .array(outcomes.map { ["name": .string($0.name), "passed": .bool($0.passed)] }),
    ]
  }

  private static func environment(_ capture: CaptureSidecar) -> JSON {
    [
      "architecture": .string(capture.machine.architecture), "kernel": .string(capture.machine.kernel),
      "processor": .string(capture.machine.processor),
    ]
  }

  private static func document(_ component: EvidenceRequest.Component) -> JSON {
    let parts = component.entropy.component
    return [
      "description": .string(component.description),
      "epsilon_exponent": .number(Double(component.entropy.outputExponent)),
      "full_entropy": .bool(component.isVetted && component.entropy.isFull),
      "h_in": .number(Double(parts.inputEntropy)), "h_out": .string(component.entropy.vettedText),
      "n_in": JSON(parts.inputBits), "n_out": JSON(parts.outputBits), "nw": JSON(parts.narrowestBits),
      "vetted": .bool(component.isVetted),
    ]
  }

  /// A min-entropy rounded down to 1/256 bit, which is exact in decimals.
  static func lowered(_ bits: Double) -> Double { (bits * 256).rounded(.down) / 256 }

  /// What is typed into the submission (G-3, G-4).
  private static func metadata(_ request: EvidenceRequest, assessed: Double) -> JSON {
    let capture = request.noise.sidecar
    let components: [JSON] = request.components.enumerated().map { index, component in
      let parts = component.entropy.component
      var members: [JSON.Member] = [
        JSON.Member("description", .string(component.description)),
        JSON.Member("hOut", .number(lowered(Double(component.entropy.vetted)))),
        JSON.Member("minHin", .number(lowered(Double(parts.inputEntropy)))),
        JSON.Member("minNin", JSON(parts.inputBits)), JSON.Member("nOut", JSON(parts.outputBits)),
        JSON.Member("nw", JSON(parts.narrowestBits)), JSON.Member("sequencePosition", JSON(index + 1)),
      ]
      if component.isVetted, let number = component.validation {
        members.append(JSON.Member("validationNumber", .string(number)))
      }
      members.append(JSON.Member("vetted", .bool(component.isVetted)))
      if !component.isVetted { members.append(JSON.Member("bijectiveClaim", .bool(false))) }
      return .object(members.sorted { $0.name < $1.name })
    }
    return [
      ["esvVersion": "1.0"],
      [
        "additionalNoiseSources": .bool(false), "bitsPerSample": JSON(capture.sampleBits),
        "conditioningComponent": .array(components), "hminEstimate": .number(lowered(assessed)),
        "iidClaim": .bool(false), "numberOfOEs": 1, "numberOfRestarts": JSON(RestartMatrix.side),
        "physical": .bool(request.isPhysical), "primaryNoiseSource": .string(request.name),
        "rawNoiseSHA256": .string(capture.sha256),
        "restartBitsSHA256": .string(request.restarts.sidecar.sha256),
        "samplesPerRestart": JSON(RestartMatrix.side),
      ],
    ]
  }

  /// Checks that there is nothing where a bundle is to be made.
  static func checkNew(_ directory: String) throws(Failure) {
    guard !System.exists(directory) else {
      throw Failure(
        .bad, code: "file-exists", value: Console.oneLine(directory), limit: "a new folder",
        problem: "\(Console.oneLine(directory)) is there already", fix: "remove it, or name another folder")
    }
  }

  /// Writes all files into a new folder; the manifest, which is last, says that the others are there.
  func write(to directory: String) throws(Failure) {
    try Self.checkNew(directory)
    for folder in ["", "/raw", "/restart", "/ea", "/health", "/kat"] {
      try System.makeFolder(directory + folder)
    }
    for file in files {
      do throws(FileAccess.Problem) {
        try FileAccess.live.replace(directory + "/" + file.path, file.bytes)
      } catch {
        throw Failure(.unwritable(file: directory + "/" + file.path, error))
      }
    }
  }
}
