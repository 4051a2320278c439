// SPDX-License-Identifier: Apache-2.0
@testable import SolarSource
import Foundation
import SecretMemory
import Testing

/// What happens to a store beside single files: older heads, lost folders, interrupted work, writers at the same time.
@Suite struct StoreIncidentTests {
  let product = SolarProduct.primaryXRays6Hour
  let now = StoreBench.start.adding(seconds: 600)

  @Test func `a head from before claims is known as older, even where no record has changed`() throws {
    let bench = try StoreBench()
    try bench.store().accept(product, StoreBench.records(0..<6)) {
      $0.accepted = StoreBench.observation(minute: 5)
    }
    let (head, witness) = (try bench.bytes("head"), try bench.bytes("witness"))
    try bench.store().spend(try #require(try bench.store().claim(product, at: now)))
    for _ in 0..<5 { try bench.store().update(.solarWindPlasma) { $0.failures += 1 } }
    try bench.write("head", head)
    #expect(bench.problems() == ["head": .olderCopy])
    #expect(throws: SolarStoreError.file(name: "head", .olderCopy)) {
      try bench.store().claim(product, at: now)
    }
    // With its witness as well, what was handed over since tells.
    try bench.write("witness", witness)
    #expect(bench.problems()["head"] == .olderCopy)
  }

  @Test func `a store that is gone from beside its key is not begun anew by itself`() throws {
    let bench = try StoreBench()
    try bench.store().accept(product, []) { $0.accepted = StoreBench.observation(minute: 5) }
    #expect(try bench.store().claim(product, at: now) != nil)
    try FileManager.default.removeItem(atPath: bench.folder + "/solar")
    #expect(throws: SolarStoreError.file(name: "head", .lost)) { try bench.store() }
    #expect(throws: SolarStoreError.file(name: "head", .lost)) { try bench.store() }
    let anew = try SolarStore(
      directory: bench.folder + "/solar", keyFile: bench.folder + "/key", beginsAnew: true)
    #expect(try anew.standings().isEmpty)
    #expect(bench.problems().isEmpty)
  }

  @Test func `pruning everything leaves nothing to complain of`() throws {
    let bench = try StoreBench()
    try bench.fill()
    try bench.store().prune(before: "2026-08-20")
    #expect(bench.problems().isEmpty)
    #expect(try bench.store().records(of: product).isEmpty)
  }

  @Test func `a pruning that was interrupted is made up for by the next`() throws {
    var call = 0
    var isWhole = false
    while !isWhole {
      let bench = try StoreBench()
      try bench.fill()
      let calls = Guarded(0)
      do throws(SolarStoreError) {
        let store = try bench.store { [call] _ in
          calls.withLock { count in
            defer { count += 1 }
            return count >= call ? EIO : 0
          }
        }
        try store.prune(before: "2026-08-08")
        isWhole = true
      } catch {}
      try bench.store().prune(before: "2026-08-08")
      #expect(bench.problems().isEmpty, "stopped at call \(call)")
      #expect(Set(try bench.store().records(of: product).map(\.time.day)) == ["2026-08-08"])
      call += 7
    }
    #expect(call > 60)
  }

  @Test func `a damaged claim does not keep the rest from being pruned, and is named`() throws {
    let bench = try StoreBench()
    try bench.fill()
    let name = "claims/" + String(repeating: "0", count: 96)
    try bench.write(name, Data(repeating: 1, count: 200))
    try bench.store().prune(before: "2026-08-20")
    #expect(try bench.store().records(of: product).isEmpty)
    #expect(bench.problems().map(\.key) == [name])
  }

  @Test func `who reads waits for who writes`() throws {
    let bench = try StoreBench()
    try bench.fill()
    let refused = Guarded(0)
    let reader = try bench.store { call in
      // Another process changes the store while this one reads.
      guard "\(call)" == "read" else { return 0 }
      do throws(SolarStoreError) { try bench.store().update(.solarWindPlasma) { $0.failures += 1 } } catch {
        guard case .busy = error else { return 0 }
        refused.withLock { $0 += 1 }
      }
      return 0
    }
    #expect(try reader.verify().isEmpty)
    #expect(try reader.records(of: product).count == 80)
    #expect(refused.withLock { $0 } >= 4)
    #expect(bench.problems().isEmpty)
  }

  @Test func `an error while a crash is made good loses nothing`() throws {
    let bench = try StoreBench()
    try bench.fill()
    let head = try bench.bytes("head")
    let witness = try bench.bytes("witness")
    try bench.store().accept(product, StoreBench.records(1480..<1490)) { _ in }
    let whole = try Dictionary(uniqueKeysWithValues: bench.files().map { ($0, try bench.bytes($0)) })
    for call in stride(from: 0, to: 120, by: 2) {
      for (name, bytes) in whole { try bench.write(name, bytes) }
      try bench.write("head", head)
      try bench.write("witness", witness)
      let calls = Guarded(0)
      let store = try? bench.store { _ in
        calls.withLock { count in
          defer { count += 1 }
          return count == call ? EIO : 0
        }
      }
      try? store?.update(.solarWindPlasma) { $0.failures += 1 }
      #expect(bench.problems().isEmpty, "error at call \(call)")
      #expect(try bench.store().records(of: product).count == 90)
    }
  }

  @Test func `no change takes back what was claimed`() throws {
    let bench = try StoreBench()
    try bench.fill()
    try bench.store().update(product) { $0 = SolarStanding() }
    #expect(try bench.store().standing(of: product).claimed == StoreBench.start.adding(seconds: 60 * 1479))
    try bench.store().accept(product, []) { $0.claimed = nil }
    #expect(try bench.store().standing(of: product).claimedDigest == SolarMessageTests.digest(1))
  }
}
