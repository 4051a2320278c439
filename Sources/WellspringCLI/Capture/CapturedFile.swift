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
    var form = SampleForm()
    if sidecar.layout == "packed" { form.layout = .packed(bits: sidecar.sampleBits) }
    let file = try SampleFile(path, form)
    try Self.check(sidecar, sha256: file.facts.sha256, name: name)
    self.sidecar = sidecar
    // Bits that fill up the last byte are no samples.
    samples = Array(file.symbols.prefix(sidecar.samples))
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
