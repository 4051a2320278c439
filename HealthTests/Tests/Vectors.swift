// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The files in HealthTests/Vectors.
enum Vectors {
  /// The bytes of a file.
  static func bytes(_ name: String) throws -> [UInt8] {
    let url = try #require(Bundle.module.url(forResource: "Vectors/\(name)", withExtension: nil))
    return [UInt8](try Data(contentsOf: url))
  }

  /// The lines of a text file that are not comments.
  static func lines(_ name: String) throws -> [[Substring]] {
    let text = String(decoding: try bytes(name), as: UTF8.self)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
  }
}
