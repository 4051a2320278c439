// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import EntropyAssessment
internal import RandomnessService

/// The documents of a bundle that people finish: what is measured is filled in, what only they know is marked.
struct EvidenceTexts {
  private let request: EvidenceRequest
  private let initial: Double
  private let restarts: RestartAssessment
  private let assessed: Double

  init(_ request: EvidenceRequest, initial: Double, restarts: RestartAssessment, assessed: Double) {
    (self.request, self.initial, self.restarts, self.assessed) = (request, initial, restarts, assessed)
  }

  private func bits(_ value: Double) -> String { AssessmentReport.decimals(value) }

  private var health: String {
    guard let health = request.noise.sidecar.health else { return "TO BE FILLED IN" }
    return "repetition count test, cutoff \(health.repetitionCount); adaptive proportion test, cutoff "
      + "\(health.adaptiveProportion) in a window of \(health.window); alpha 2^-\(health.alphaExponent) at "
      + "\(health.minEntropy) bits a sample; start-up test of 1024 samples"
  }

  private var conditioning: String {
    request.components.isEmpty
      ? "none"
      : request.components.map { component in
        let parts = component.entropy.component
        return
          "\(component.description): n_in \(parts.inputBits), h_in \(parts.inputEntropy), n_out \(parts.outputBits), "
          + "nw \(parts.narrowestBits), h_out \(component.entropy.vettedText)"
      }.joined(separator: "; ")
  }

  /// The public use document (B-49).
  var publicUseDocument: String {
    let capture = request.noise.sidecar
    return """
      # Public use document: \(request.name)

      Draft. Text in capitals is to be filled in; convert it to PDF for a submission.

      ## Entropy source

      - Noise source: \(capture.origin.name); \(request.isPhysical ? "physical" : "non-physical")
      - Samples: \(AssessmentReport.bits(capture.sampleBits)) each
      - Entropy rate: \(EvidenceBundle.lowered(assessed)) bits of min-entropy a sample, not claimed to be IID
      - Conditioning: \(conditioning)
      - Version: \(capture.version); VERSION OF HARDWARE AND FIRMWARE

      ## Operating environment

      - \(capture.machine.kernel), \(capture.machine.architecture), \(capture.machine.processor)
      - RANGES OF TEMPERATURE, VOLTAGE AND LOAD IN WHICH THE RATE HOLDS

      ## Interfaces

      - GetEntropy: samples that have passed the health tests, through the library and the command
      - GetNoise: `wellspring capture`, which has the source for itself; its samples never get into a seed
      - HealthTest: `wellspring source test \(capture.origin.id)`

      ## Health tests

      - \(health)
      - An alarm at alpha drops what is pending and begins the start-up test anew; one at 2^-60 takes the source out of use
        until an operator resets it

      ## Configuration

      - The source is credited when its configuration has a claim and the assessment record of this capture.
      - WHAT ELSE AN INSTALLER HAS TO SET

      """
  }

  /// The entropy assessment report, with where each requirement is met.
  var assessmentReport: String {
    let capture = request.noise.sidecar
    var lines = [
      "# Entropy assessment report: \(request.name)", "",
      "Draft. Text in capitals is to be filled in; convert it to PDF for a submission.", "",
      "## Figures", "", "| what | value | file |", "| --- | --- | --- |",
      "| H_submitter | \(request.claim.map { "\($0)" } ?? "not stated") | |",
      "| H_I | \(bits(initial)) | ea/non-iid.json |",
      "| X_max, X_cutoff | \(restarts.mostFrequent.count), \(restarts.cutoff.cutoff) | ea/restart.json |",
      "| H_r | \(bits(restarts.hRows ?? 0)) | ea/restart.json |",
      "| H_c | \(bits(restarts.hColumns ?? 0)) | ea/restart.json |",
      "| min(H_r, H_c, H_I) | \(bits(assessed)) | ea/restart.json |",
      "| conditioning | \(conditioning) | ea/conditioning.json |", "",
      "The estimates are those of wellspring \(Randomness.version), whose numbers equal those of NIST's tools 1.1.7. Run these",
      "on raw/noise.bin and restart/restarts.bin, too, and put their documents beside ours.", "",
      "## Requirements of SP 800-90B", "", "| section | requirement | where it is met |",
      "| --- | --- | --- |",
    ]
    lines += Self.requirements(capture.restarts ?? request.restarts.sidecar.restarts).map {
      "| \($0) | \($1) | \($2) |"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the standard demands of a submission, in our words.
  private static func requirements(
    _ restarts: CaptureSidecar.Restarts?
  ) -> [(section: String, requirement: String, place: String)] {
    let method =
      restarts.map { "\($0.method.rawValue)" + ($0.between.map { ", `\($0)`" } ?? "") } ?? "TO BE FILLED IN"
    return [
      ("3.1.1", "1,000,000 consecutive samples of raw noise", "raw/noise.bin, raw/noise.bin.json"),
      ("3.1.1", "1,000 restarts of 1,000 samples each", "restart/restarts.bin, restart/restarts.bin.json"),
      ("3.1.1", "samples are taken directly from the noise source", "ARGUMENT"),
      ("3.1.2", "the track, IID or non-IID, is justified", "non-IID"),
      ("3.1.3", "the initial estimate is the least of all", "ea/non-iid.json"),
      ("3.1.4.1", "how the source was restarted", method),
      ("3.1.4.2", "rows and columns have half of H_I at least", "ea/restart.json"),
      ("3.1.4.3", "the sanity check of restarts", "ea/restart.json"),
      ("3.1.5", "conditioning components, their widths and output entropy", "ea/conditioning.json"),
      ("3.1.6", "additional noise sources are not counted", "metadata.json; ARGUMENT"),
      ("3.2.1", "the boundary, the security boundary and the interfaces", "PUD.md; DESIGN DOCUMENT"),
      ("3.2.1", "the conditions of operation are documented", "PUD.md"),
      ("3.2.2", "how the noise source works, and why it has entropy", "ARGUMENT"),
      ("3.2.2", "the noise is protected from knowledge and influence of others", "ARGUMENT"),
      ("3.2.2", "the entropy rate does not vary much in operation", "ARGUMENT"),
      (
        "3.2.3", "the conditioning component is described, and vetted or not",
        "ea/conditioning.json; kat/selftest.json"
      ),
      ("3.2.4", "how data was collected", "raw/noise.bin.json, restart/restarts.bin.json, environment.json"),
      ("4.2", "noise source failures are found", "health/induced-failures.txt"),
      ("4.3", "start-up, continuous and on-demand tests", "health/settings.json; PUD.md"),
      ("4.3", "what happens when a test fails", "PUD.md"),
      ("4.3", "the false-alarm probability is stated", "health/settings.json"),
      ("4.4.1", "the repetition count test", "health/settings.json, health/induced-failures.txt"),
      ("4.4.2", "the adaptive proportion test", "health/settings.json, health/induced-failures.txt"),
    ]
  }
}
