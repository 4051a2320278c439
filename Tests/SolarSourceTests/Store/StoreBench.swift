// SPDX-License-Identifier: Apache-2.0
@testable import SolarSource
import Foundation
import Testing

/// A store in a folder of its own.
struct StoreBench {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("wellspring-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  static let start = SolarTime(seconds: 1_786_060_800)  // 2026-08-07T00:00:00Z

  func store(
    _ faultPoint: @escaping @Sendable (StaticString) -> Int32 = { _ in 0 }
  ) throws(SolarStoreError) -> SolarStore {
    try SolarStore(
      directory: folder + "/solar", keyFile: folder + "/key", patience: 50, faultPoint: faultPoint)
  }

  static func records(_ minutes: Range<Int>, _ product: SolarProduct = .primaryXRays6Hour) -> [SolarRecord] {
    minutes.map { minute in
      SolarRecord(
        time: start.adding(seconds: 60 * minute), origin: "18", series: "0.1-0.8nm",
        values: ["\(minute)e-9", nil, nil, nil])
    }
  }

  static func observation(
    minute: Int, _ product: SolarProduct = .primaryXRays6Hour, digest: UInt8 = 1
  ) -> SolarObservation {
    SolarObservation(
      product: product, observed: start.adding(seconds: 60 * minute),
      fetched: start.adding(seconds: 60 * minute + 300),
      corroboration: .corroborated, digest: SolarMessageTests.digest(digest))
  }

  /// Two products with records of two days, one observation claimed and handed over.
  func fill() throws {
    let store = try store()
    for product in [SolarProduct.primaryXRays6Hour, .secondaryXRays6Hour] {
      try store.accept(product, Self.records(1400..<1480)) {
        $0.accepted = Self.observation(minute: 1479, product)
      }
    }
    let observation = try #require(
      try store.claim(.primaryXRays6Hour, at: Self.start.adding(seconds: 60 * 1480)))
    try store.spend(observation)
  }

  /// Every file of the store, below its folder, but for the lock, which is empty.
  func files() throws -> [String] {
    let names = try #require(FileManager.default.enumerator(atPath: folder + "/solar")).compactMap {
      $0 as? String
    }
    return names.filter { name in
      let type = try? FileManager.default.attributesOfItem(atPath: "\(folder)/solar/\(name)")[.type]
      return type as? FileAttributeType != .typeDirectory && name != "lock"
    }.sorted()
  }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: url(name)) }
  func write(_ name: String, _ bytes: Data) throws { try bytes.write(to: url(name)) }
  func url(_ name: String) -> URL { URL(fileURLWithPath: "\(folder)/solar/\(name)") }

  /// What is wrong, by name of file; what stops everything counts as well.
  func problems(against checkpoint: SolarCheckpoint? = nil) -> [String: SolarStoreError.Problem] {
    do throws(SolarStoreError) {
      var problems: [String: SolarStoreError.Problem] = [:]
      for case .file(let name, let problem) in try store().verify(against: checkpoint) {
        problems[name] = problem
      }
      return problems
    } catch {
      guard case .file(let name, let problem) = error else { return ["\(error)": .missing] }
      return [name: problem]
    }
  }
}
