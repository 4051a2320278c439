// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

/// Something that does not prevent a result, and may make it worthless.
struct Warning: Equatable, Sendable {
  /// A word for programs.
  let code: String
  /// A sentence for people.
  let text: String

  /// What samples of a file look like, in sentences; constant bits share one.
  static func all(_ appearances: [Appearance], file: String) -> [Warning] {
    var warnings: [Warning] = []
    var constant: [String] = []
    for appearance in appearances {
      if case .constantBit(let bit, let value) = appearance {
        constant.append("bit \(bit) is always \(value)")
      } else {
        warnings.append(Warning(code: appearance.code, text: sentence(appearance, file)))
      }
    }
    guard let first = appearances.first(where: { $0.code == "constant-bit" }), !constant.isEmpty else {
      return warnings
    }
    return warnings + [
      Warning(
        code: first.code,
        text: "\(file) has a constant bit, which has no entropy: \(constant.joined(separator: ", "))")
    ]
  }

  private static func sentence(_ appearance: Appearance, _ file: String) -> String {
    func text(_ kind: String, _ fix: String) -> String {
      "\(file) looks like \(kind): its characters, not the samples they stand for, are looked at; \(fix)"
    }
    switch appearance {
    case .hexadecimalText: return text("hexadecimal text", "xxd -r -p makes bytes of it")
    case .decimalText: return text("decimal text", "write each number as a byte")
    case .binaryText:
      return text("text of the digits 0 and 1", "tr '01' '\\0\\1' makes bytes of it, without its line ends")
    case .asciiText: return text("ASCII text", "decode it first")
    case .packedSamples(let bits):
      return "\(file) looks like packed bits: a byte holds \(8 / bits) samples; give --packed --bits \(bits)"
    case .constantBit(let bit, let value): return "bit \(bit) of \(file) is always \(value)"
    case .period(let samples):
      return "\(file) has a period of \(samples) samples: nothing new comes after the first \(samples)"
    case .fixedSample(let every, let value):
      let hint =
        every == 2 || every == 4 ? "; if samples have \(8 * every) bits, give --width \(8 * every)" : ""
      return "\(file) has a fixed sample: one of every \(every) is always \(value), in the same place\(hint)"
    }
  }
}
