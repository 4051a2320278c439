// SPDX-License-Identifier: Apache-2.0
import EntropyAssessment
import Foundation
import TestSupport
import Testing

/// The sample files of the package, and what has to come out for them.
@Suite struct SampleFilesTests {
  struct File: Sendable, CustomTestStringConvertible {
    let name: String
    let options: [String]
    let values: [String: String]
    var testDescription: String { name }
  }

  private static let folder = PackageFiles.root + "/samples/noise/"

  static func files() throws -> [File] {
    let text = try PackageFiles.text("samples/noise/expected.json")
    let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return (document?["files"] as? [[String: Any]] ?? []).compactMap { file in
      guard let name = file["file"] as? String, let options = file["options"] as? [String],
        let values = file["values"]
      else { return nil }
      return File(name: name, options: options, values: RecordedValuesTests.flat(values))
    }
  }

  @Test(arguments: try files()) func `what is recorded beside a file comes out`(file: File) throws {
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: Self.folder + file.name)))
    var form = SampleForm()
    switch file.options {
    case []: break
    case ["--packed", "--bits", "1"]: form.layout = .packed(bits: 1)
    case ["--width", "32", "--select", "0-3"]:
      form.layout = .words(bits: 32)
      form.selection = try BitSelection("0-3", width: 32)
    default: Issue.record("unknown options")
    }
    var options = AssessmentOptions()
    (options.width, options.threads) = (form.width, 2)
    let symbols = try form.symbols(of: try form.values(of: bytes))
    let printed = RecordedValuesTests.printed(try Assessment(symbols, options))
    #expect(file.values.count >= 6)
    for (path, expected) in file.values.sorted(by: { $0.key < $1.key }) {
      #if arch(x86_64)
        #expect(printed[path] == expected, "\(path)")
      #else
        #expect(
          RecordedValuesTests.rounded(printed[path]) == RecordedValuesTests.rounded(expected), "\(path)")
      #endif
    }
  }

  @Test func `there are some, and they are small`() throws {
    let names = Set(try Self.files().map(\.name))
    let present = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter {
      $0.hasSuffix(".bin")
    }
    #expect(names == Set(present) && names.count >= 5)
    let sizes = try present.map {
      try FileManager.default.attributesOfItem(atPath: Self.folder + $0)[.size] as? Int ?? .max
    }
    #expect(sizes.allSatisfy { $0 <= 1 << 20 } && sizes.reduce(0, +) <= 8 << 20)
  }
}
