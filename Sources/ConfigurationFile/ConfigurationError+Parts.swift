// SPDX-License-Identifier: Apache-2.0
internal import RandomnessService

extension ConfigurationFileError.Parts {
  /// Takes a refusal of the service apart. Its sentences end with "; " and the fix, where there is one.
  init(_ file: String?, _ error: ConfigurationError) {
    let sentence = cut(error.description, limit: 600)
    let place = file.map { "\(cut($0)): " } ?? ""
    let (value, limit) = Self.valueAndLimit(of: error)
    var words = sentence
    var fix = "correct the configuration"
    var at = sentence.endIndex
    while at > sentence.startIndex {
      at = sentence.index(before: at)
      guard sentence[at...].hasPrefix("; ") else { continue }
      words = String(sentence[..<at])
      fix = String(sentence[at...].dropFirst(2))
      break
    }
    self.init(code: Self.code(of: error), value: value, limit: limit, problem: place + words, fix: fix)
  }

  private static func code(of error: ConfigurationError) -> String {
    switch error {
    case .duplicateSource: "duplicate-source"
    case .sourceName: "source-name"
    case .noSource: "no-source"
    case .claimOutOfRange: "claim-out-of-range"
    case .creditOnPublicSource: "credit-on-public-source"
    case .claimOnGenerator: "claim-on-generator"
    case .alphaOutOfRange: "alpha-out-of-range"
    case .cutoffAboveWindow: "cutoff-above-window"
    case .sampleWidth: "sample-width"
    case .opaqueSampleWidth: "opaque-sample-width"
    case .sampleRate: "sample-rate"
    case .relativePath: "relative-path"
    case .recordForeign: "record-foreign"
    case .recordDevice: "record-device"
    case .recordWithoutDevice: "record-without-device"
    case .recordExpired: "record-expired"
    case .recordFromFuture: "record-from-future"
    case .recordRestartFailed: "record-restart-failed"
    case .recordOutOfRange: "record-out-of-range"
    case .recordDigest: "record-digest"
    case .recordEvidence: "record-evidence"
    case .recordUnnamed: "record-unnamed"
    case .sourceRefused: "source-refused"
    case .reseedOutOfRange: "reseed-out-of-range"
    case .deadlineOutOfRange: "deadline-out-of-range"
    }
  }

  private static func valueAndLimit(of error: ConfigurationError) -> (String, String) {
    switch error {
    case .duplicateSource(let id): (id, "one source of a name")
    case .sourceName(let id): (cut(id), "1 to 32 lower-case letters, digits and hyphens")
    case .noSource: ("0", "at least 1")
    case .claimOutOfRange(_, let claim, let limit): ("\(claim)", "at least 1/256, at most \(limit)")
    case .creditOnPublicSource(let source): (source, "0")
    case .claimOnGenerator(let source): (source, "no claim and no record")
    case .alphaOutOfRange(_, let exponent): ("2^-\(exponent)", "2^-60 to 2^-20")
    case .cutoffAboveWindow(_, _, let cutoff, let window): ("\(cutoff)", "\(window)")
    case .sampleWidth(_, let bits): ("\(bits)", "1 to 8")
    case .opaqueSampleWidth(_, let bits): ("\(bits)", "8, unless raw")
    case .sampleRate(_, let rate): ("\(rate)", "1 to 1000000000")
    case .relativePath(_, let path): (cut(path), "begins with \"/\"")
    case .recordForeign(let source, let recordSource): (cut(recordSource), source)
    case .recordDevice(_, let device, let allowed): (cut(device), allowed.joined(separator: ", "))
    case .recordWithoutDevice: ("", "driver or serial")
    case .recordExpired(_, let expired, let today): (expired.description, today.description)
    case .recordFromFuture(_, let date, let today): (date.description, today.description)
    case .recordRestartFailed(_, let lowest, let initial): ("\(lowest)", "\(initial / 2)")
    case .recordOutOfRange(_, let value, let limit): ("\(value)", "above 0, at most \(limit)")
    case .recordDigest(_, let digest): (cut(digest), "64 hexadecimal digits")
    case .recordEvidence: ("", "estimates or a certificate")
    case .recordUnnamed(_, let isCertificate):
      ("", isCertificate ? "number, issuer and operating_environment" : "tool")
    case .sourceRefused(let source, let reason): (source, cut(reason))
    case .reseedOutOfRange(_, let value, let lowest, let highest): ("\(value)", "\(lowest) to \(highest)")
    case .deadlineOutOfRange(let milliseconds): ("\(milliseconds)", "1 to 600000")
    }
  }
}
