// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import EntropyAssessment
internal import HealthTests

/// What an evidence bundle is made of.
struct EvidenceRequest {
  /// A conditioning component, as it is submitted.
  struct Component {
    /// The name that the validation system has for a vetted one.
    let description: String
    let entropy: OutputEntropy
    let isVetted: Bool
    /// The number of its validation.
    let validation: String?
  }

  /// 1,000,000 samples that follow each other.
  let noise: CapturedFile
  /// 1,000 restarts of 1,000 samples.
  let restarts: CapturedFile
  /// What the submitter claims of a sample, in bits.
  let claim: Double?
  /// The name of the noise source; at most 64 characters.
  let name: String
  let isPhysical: Bool
  let components: [Component]
  /// Where the bundle goes.
  let directory: String

  /// Samples of each file (G-1).
  static let samples = RestartMatrix.count

  /// Checks that the files belong to one submission.
  func check() throws(Failure) {
    func refused(_ file: CapturedFile, _ problem: String, _ fix: String) -> Failure {
      Failure(
        .bad, code: "no-evidence", value: file.name, limit: "valid captures of one source of raw noise",
        problem: "\(file.name) can be no evidence: \(problem)", fix: fix)
    }
    for file in [noise, restarts] {
      guard file.sidecar.origin.isRaw else {
        throw refused(file, CaptureSidecar.conditionedNote, "capture raw noise")
      }
      try file.test()
      guard file.sidecar.isValid else {
        throw refused(file, "a health test has fired while it was captured", "capture it again")
      }
      guard file.sidecar.shard == nil else {
        throw refused(file, "it is a part of a capture", "merge the parts")
      }
      guard file.samples.count == Self.samples else {
        throw refused(file, "it holds \(file.samples.count) samples", "capture \(Self.samples)")
      }
      guard file.sidecar.layout == "bytes" else {
        throw refused(file, "its samples are packed", "capture a byte for each sample")
      }
    }
    guard noise.sidecar.restarts == nil else {
      throw refused(noise, "it holds restarts, where samples that follow each other belong", "swap the files")
    }
    guard let matrix = restarts.sidecar.restarts, matrix.rows == RestartMatrix.side,
      matrix.samples == RestartMatrix.side
    else {
      throw refused(
        restarts, "it holds no 1000 restarts of 1000 samples", "capture them by --restarts 1000x1000")
    }
    guard noise.sidecar.origin == restarts.sidecar.origin,
      noise.sidecar.sampleBits == restarts.sidecar.sampleBits
    else {
      throw refused(restarts, "it is of another source than \(noise.name)", "capture both of one")
    }
    guard noise.sidecar.machine == restarts.sidecar.machine else {
      throw refused(
        restarts, "it was captured in another operating environment than \(noise.name)", "capture both in one"
      )
    }
  }
}
