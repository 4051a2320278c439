// SPDX-License-Identifier: Apache-2.0
import EntropyAssessment
import Foundation
import Testing

@testable import WellspringCLI

@Suite struct InputFileTests {
  private let folder: URL
  private let path: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("wellspring-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appendingPathComponent("samples.bin").path
    try Data(repeating: 0x61, count: 3000).write(to: URL(fileURLWithPath: path))
  }

  /// Reads a part of the file, changes it, and says how the reading ends.
  private func reading(_ change: () throws -> Void) throws -> Failure? {
    var file = try InputFile(path)
    #expect(try file.read(1000).count == 1000)
    try change()
    do throws(Failure) {
      let facts = try file.finish()
      #expect(facts.byteCount == 3000)
      return nil
    } catch { return error }
  }

  private func handle() throws -> FileHandle { try #require(FileHandle(forUpdatingAtPath: path)) }

  @Test func `a file that stays as it is has the digest of all its bytes`() throws {
    #expect(try reading {} == nil)
    var file = try InputFile(path)
    try file.skip(2500)
    #expect(try file.read(1000).count == 500)
    // sha256sum of 3,000 letters a.
    let digest = "556ac82f23f64d2f41b3fb3b9a171791364021aa95c0af6df9e2b5e1d88c8038"
    #expect(try file.finish().sha256 == digest)
  }

  @Test func `a file that grows, shrinks or is written to while it is read is refused`() throws {
    let changes: [() throws -> Void] = [
      {
        let file = try handle()
        try file.seekToEnd()
        try file.write(contentsOf: Data("more".utf8))
      }, { try handle().truncate(atOffset: 2000) },
      {
        // The same size: another time of change tells.
        try handle().write(contentsOf: Data("other".utf8))
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
      },
    ]
    for change in changes {
      let failure = try #require(try reading(change))
      #expect(failure.code == "file-changed" && failure.status == .bad)
      #expect(failure.sentence.contains("was changed while it was read; wait until nobody writes to it"))
      try Data(repeating: 0x61, count: 3000).write(to: URL(fileURLWithPath: path))
    }
  }

  @Test func `blocks of packed samples follow each other within a byte`() throws {
    var form = SampleForm()
    form.layout = .packed(bits: 3)
    var whole = try SampleReader(path, form)
    guard case .bytes(let all) = try whole.values(nil) else {
      Issue.record("packed samples are bytes")
      return
    }
    #expect(all.count == 8000)
    var reader = try SampleReader(path, form)
    var blocks: [UInt8] = []
    for _ in 0..<9 {
      guard case .bytes(let block) = try reader.next(1001) else { continue }
      blocks += block
    }
    #expect(blocks == all)
    for index in [0, 1, 5, 7] {
      var sliced = try SampleReader(path, form)
      let slice = try #require(SampleSlice(index: index, count: 1001))
      #expect(try sliced.values(slice) == .bytes(Array(all[(1001 * index)..<min(8000, 1001 * index + 1001)])))
    }
  }
}
