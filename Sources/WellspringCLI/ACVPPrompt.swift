// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// A ctrDRBG vector set as an ACVP server sends it (draft-vassilev-acvp-drbg, "Test Vectors").
///
/// Fields that do not bear on the answer are ignored, as servers add them; every other one has its exact type.
struct ACVPPrompt: Sendable {
  /// The largest prompt that is read: a server's is below 1 MiB.
  static let byteLimit = 1 << 26

  /// Set when the prompt came in the protocol's array form.
  let version: String?
  /// What is asked.
  let vectorSet: VectorSet

  /// A vector set.
  struct VectorSet: Decodable, Sendable {
    let vsId: Integer
    let algorithm: String
    let revision: String
    let testGroups: [Group]
  }

  /// Cases of one kind. Lengths are in bits; revision SP800-90Ar1 leaves most of them out.
  struct Group: Decodable, Sendable {
    let tgId: Integer
    let testType: String?
    let mode: String
    let derFunc: Bool
    let predResistance: Bool
    let reSeed: Bool?
    let entropyInputLen: Integer?
    let nonceLen: Integer?
    let persoStringLen: Integer?
    let additionalInputLen: Integer?
    let returnedBitsLen: Integer
    let counterFieldLen: Integer?
    let tests: [Case]
  }

  /// One run of the DRBG; values are hexadecimal.
  struct Case: Decodable, Sendable {
    let tcId: Integer
    let entropyInput: String?
    let nonce: String?
    let persoString: String?
    let otherInput: [OtherInput]
  }

  /// One step of a run.
  struct OtherInput: Decodable, Sendable {
    let intendedUse: String
    let additionalInput: String?
    let entropyInput: String?
  }

  /// A number that must be an integer of 64 bits; JSONDecoder does not say where one that is not stands.
  struct Integer: Decodable, Sendable {
    let value: Int

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      do {
        value = try container.decode(Int.self)
      } catch {
        throw ACVPError.wrongType(location: ACVPPrompt.path(decoder.codingPath))
      }
    }
  }

  /// Reads JSON text.
  init(json: Data) throws(ACVPError) {
    guard json.count <= Self.byteLimit else {
      throw .promptTooLarge(byteCount: json.count, limit: Self.byteLimit)
    }
    do {
      self = try JSONDecoder().decode(Document.self, from: json).prompt
    } catch let error as ACVPError {
      throw error
    } catch let error as DecodingError {
      throw Self.fault(error)
    } catch {
      throw .notJSON
    }
  }

  fileprivate init(version: String?, vectorSet: VectorSet) {
    self.version = version
    self.vectorSet = vectorSet
  }

  private static func fault(_ error: DecodingError) -> ACVPError {
    switch error {
    case .keyNotFound(let key, let context): .missingField(location: path(context.codingPath + [key]))
    case .valueNotFound(_, let context), .typeMismatch(_, let context):
      context.codingPath.isEmpty ? .notAVectorSet : .wrongType(location: path(context.codingPath))
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? .notJSON : .wrongType(location: path(context.codingPath))
    @unknown default: .notJSON
    }
  }

  /// Like "testGroups[0].tests[3].nonce".
  fileprivate static func path(_ keys: [any CodingKey]) -> String {
    var path = ""
    for key in keys {
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += (path.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return path
  }
}

/// Both forms of a prompt.
private struct Document: Decodable {
  let prompt: ACVPPrompt

  private struct Version: Decodable { let acvVersion: String }

  init(from decoder: any Decoder) throws {
    // An object is no array: then, and only then, the prompt is the vector set itself.
    guard var array = try? decoder.unkeyedContainer() else {
      prompt = ACVPPrompt(version: nil, vectorSet: try ACVPPrompt.VectorSet(from: decoder))
      return
    }
    guard array.count == 2 else { throw ACVPError.notAVectorSet }
    let version = try array.decode(Version.self).acvVersion
    prompt = ACVPPrompt(version: version, vectorSet: try array.decode(ACVPPrompt.VectorSet.self))
  }
}
