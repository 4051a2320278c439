// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import EntropyAssessment

/// A file of captured samples with the document beside it, which is for just these bytes.
struct CapturedFile {
  let name: String
  let sidecar: CaptureSidecar
  let samples: [UInt8]

  /// Reads both.
  ///
  /// - Parameter document: where it lies; `nil` for beside the file.
  init(_ path: String, document: String? = nil) throws(Failure) {
    name = Console.oneLine(path)
    let sidecar = try Self.sidecar(of: path, document: document)
    guard FileAccess.live.kind(path) == .regularFile else {
      throw Failure(
        .bad, code: "unreadable-file", value: name, limit: "a regular file",
        problem: "\(name) is no regular file",
        fix: "name the file that was captured")
    }
    var form = SampleForm()
    if sidecar.layout == "packed" { form.layout = .packed(bits: sidecar.sampleBits) }
    let file = try SampleFile(path, form)
    try Self.check(sidecar, sha256: file.facts.sha256, name: name)
    self.sidecar = sidecar
    // Bits that fill up the last byte are no samples.
    let spare = sidecar.layout == "packed" ? 7 / sidecar.sampleBits : 0
    guard (sidecar.samples...sidecar.samples + spare).contains(file.symbols.count) else {
      throw Failure(
        .bad, code: "count-differs", value: "\(file.symbols.count)", limit: "\(sidecar.samples) samples",
        problem: "\(name) holds \(file.symbols.count) samples, and its document says \(sidecar.samples)",
        fix: "take the file that belongs to it")
    }
    samples = Array(file.symbols.prefix(sidecar.samples))
  }

  /// Tests the samples once more: what the document says of the health tests has to be what they say.
  func test() throws(Failure) {
    guard let health = sidecar.health else {
      throw Failure(
        .bad, code: "not-tested", value: name, limit: "health tests of the capture",
        problem: "the samples of \(name) have not been tested", fix: "capture them again")
    }
    let configuration = try CaptureHealth.configuration(
      claim: health.minEntropy, sampleBits: sidecar.sampleBits, alphaExponent: health.alphaExponent)
    let again = try CaptureHealth.test(samples, configuration, rowLength: sidecar.restarts?.samples)
    guard again.alarms.isEmpty == health.alarms.isEmpty || !health.alarms.isEmpty else {
      throw Failure(
        .bad, code: "health-differs", value: again.alarms.first ?? "", limit: "no alarm",
        problem: "a health test fires on \(name), although its document says that none did",
        fix: "capture it again")
    }
  }

  /// The document of a file.
  static func sidecar(of path: String, document: String? = nil) throws(Failure) -> CaptureSidecar {
    do throws(ConfigurationFileError) {
      return try CaptureSidecar(document ?? CaptureSidecar.path(besides: path), .live)
    } catch { throw Failure(error) }
  }

  /// Checks that a document is for a file.
  static func check(_ sidecar: CaptureSidecar, sha256: String, name: String) throws(Failure) {
    guard sidecar.sha256 == sha256 else {
      throw Failure(
        .bad, code: "digest-differs", value: sha256, limit: sidecar.sha256,
        problem: "\(name) is not the file that was captured: its SHA-256 is another than its document says",
        fix: "take the file that belongs to it")
    }
  }
}
