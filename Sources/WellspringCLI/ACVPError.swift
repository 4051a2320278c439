// SPDX-License-Identifier: Apache-2.0
import DRBG

/// Why an ACVP prompt was not answered; nothing was.
enum ACVPError: Error, Equatable, Sendable {
  /// The prompt is larger than a test server's ever is; split it.
  case promptTooLarge(byteCount: Int, limit: Int)
  /// The answers would be larger than anyone reads; split the prompt.
  case answersTooLarge(byteCount: Int, limit: Int)
  /// The prompt is not JSON text.
  case notJSON
  /// Neither a vector set nor `[{"acvVersion": ...}, {vector set}]`.
  case notAVectorSet
  /// A field that the answer depends on is absent.
  case missingField(location: String)
  /// A field holds another kind of value, or a number that is no integer of 64 bits.
  case wrongType(location: String)
  /// Only these values are supported here; register the others elsewhere.
  case unsupported(location: String, value: String, supported: [String])
  /// An identifier comes twice, so that an answer could not be matched.
  case duplicateIdentifier(location: String)
  /// A value is not an even count of hexadecimal digits.
  case notHexadecimal(location: String)
  /// A value has another length than its group says.
  case lengthMismatch(location: String, bits: Int, declaredBits: Int)
  /// A length in bits is not a multiple of 8 within the limits.
  case lengthNotSupported(location: String, bits: Int, limits: ClosedRange<Int>)
  /// The group excludes what the case contains.
  case contradiction(location: String, reason: String)
  /// The case asks for no bits.
  case nothingToReturn(location: String)
  /// The DRBG refused the inputs.
  case refused(location: String, error: DRBGError)

  /// One sentence for the operator. What comes from the prompt is cut short and shown in printable ASCII.
  var sentence: String {
    switch self {
    case .promptTooLarge(let byteCount, let limit):
      "The prompt has \(byteCount) bytes; at most \(limit) are read, so split the vector set."
    case .answersTooLarge(let byteCount, let limit):
      "The answers would have \(byteCount) bytes; at most \(limit) are given, so split the vector set."
    case .notJSON: "The prompt is not JSON text."
    case .notAVectorSet:
      "The prompt is neither a vector set object nor an array of a version object and a vector set."
    case .missingField(let location): "\(Self.shown(location)) is missing."
    case .wrongType(let location): "\(Self.shown(location)) has a value of the wrong type or range."
    case .unsupported(let location, let value, let supported):
      "\(Self.shown(location)) is \"\(Self.shown(value))\"; supported: \(supported.joined(separator: ", "))."
    case .duplicateIdentifier(let location): "\(Self.shown(location)) comes twice."
    case .notHexadecimal(let location): "\(Self.shown(location)) is not an even count of hexadecimal digits."
    case .lengthMismatch(let location, let bits, let declaredBits):
      "\(Self.shown(location)) has \(bits) bits; its group says \(declaredBits)."
    case .lengthNotSupported(let location, let bits, let limits):
      "\(Self.shown(location)) is \(bits); it must be a multiple of 8 from \(limits.lowerBound) to \(limits.upperBound)."
    case .contradiction(let location, let reason): "\(Self.shown(location)): \(reason)."
    case .nothingToReturn(let location): "\(Self.shown(location)) contains no \"generate\"."
    case .refused(let location, let error): "\(Self.shown(location)): \(Self.reason(error))."
    }
  }

  private static func reason(_ error: DRBGError) -> String {
    switch error {
    case .entropyInputLength(let bytes, let minimum, let maximum):
      "entropyInput has \(bytes * 8) bits; it must have \(minimum * 8) to \(maximum * 8)"
    case .nonceLength(let bytes, let minimum, let maximum):
      "nonce has \(bytes * 8) bits; it must have \(minimum * 8) to \(maximum * 8)"
    case .personalizationTooLong(let bytes, let limit):
      "persoString has \(bytes * 8) bits; at most \(limit * 8) are supported"
    case .additionalInputTooLong(let bytes, let limit):
      "additionalInput has \(bytes * 8) bits; at most \(limit * 8) are supported"
    default: "the generator failed with \(error)"
    }
  }

  private static func shown(_ text: String) -> String {
    // 80 characters are more than any location has; a hostile value may have millions.
    let start = text.unicodeScalars.prefix(80)
    return String(
      String.UnicodeScalarView(start.map { (" "..."~").contains($0) && $0 != "\"" ? $0 : "?" }))
      + (start.endIndex < text.unicodeScalars.endIndex ? "..." : "")
  }
}
