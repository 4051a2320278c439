// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials

/// Files of the checked-out package, and reference data beside it.
package enum PackageFiles {
  /// The folder that holds Package.swift.
  package static let root: String = {
    var components = #filePath.split(separator: "/")
    components.removeLast(3)  // Tests/TestSupport/PackageFiles.swift
    return "/" + components.joined(separator: "/")
  }()

  /// The text of a file of the package.
  package static func text(_ path: String) throws -> String {
    try String(contentsOfFile: root + "/" + path, encoding: .utf8)
  }

  /// The text of a file of the reference data, which lies in `shared` beside the package and is not part of it; `nil`
  /// when it is absent.
  package static func sharedText(_ path: String) -> String? {
    try? String(contentsOfFile: root + "/../shared/" + path, encoding: .utf8)
  }
}
