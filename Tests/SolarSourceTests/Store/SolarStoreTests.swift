// SPDX-License-Identifier: Apache-2.0
@testable import SolarSource
import Foundation
import SecretMemory
import Testing

@Suite struct SolarStoreTests {
  @Test func `what is stored is there for the next process, in order and once`() throws {
    let bench = try StoreBench()
    let product = SolarProduct.primaryXRays6Hour
    try bench.store().accept(product, StoreBench.records(1430..<1450)) {
      $0.accepted = StoreBench.observation(minute: 1449)
      $0.entityTag = "\"tag\""
      $0.stateText = "a\tb\n\u{e9}"
      $0.failures = 3
      $0.gapSeconds = 60
    }
    try bench.store().accept(product, StoreBench.records(1420..<1445)) { $0.remarks = "late" }
    let store = try bench.store()
    #expect(try store.records(of: product) == StoreBench.records(1420..<1450))
    #expect(
      try store.records(of: product, from: StoreBench.start.adding(seconds: 86_400))
        == StoreBench.records(1440..<1450))
    #expect(try store.records(of: .solarWindPlasma) == [])
    let standing = try store.standing(of: product)
    #expect(standing.accepted == StoreBench.observation(minute: 1449))
    #expect(standing.entityTag == "\"tag\"" && standing.remarks == "late" && standing.failures == 3)
    #expect(standing.stateText == "a?b???" && standing.gapSeconds == 60)
    #expect(try store.standing(of: .solarWindPlasma) == SolarStanding())
    #expect(bench.problems().isEmpty)
  }

  @Test func `it is for its owner alone`() throws {
    let bench = try StoreBench()
    try bench.fill()
    for name in try bench.files() {
      #expect(
        try FileManager.default.attributesOfItem(atPath: bench.url(name).path)[.posixPermissions] as? Int
          == 0o600)
    }
    for name in ["", "records", "claims", "records/rtsw-mag-1m"] {
      #expect(
        try FileManager.default.attributesOfItem(atPath: bench.url(name).path)[.posixPermissions] as? Int
          == 0o700)
    }
  }

  @Test func `a flipped bit in any file is refused and named`() throws {
    let bench = try StoreBench()
    try bench.fill()
    let names = try bench.files()
    #expect(names.count == 8 && bench.problems().isEmpty)
    for name in names {
      let whole = try bench.bytes(name)
      // All bits of what frames a file, and every 97th of its content.
      let bits = (0..<(whole.count * 8)).filter {
        $0 < 8 * 80 || $0 >= 8 * (whole.count - 20) || $0 % 97 == 0
      }
      for bit in bits {
        var changed = whole
        changed[bit / 8] ^= 1 << (bit % 8)
        try bench.write(name, changed)
        #expect(bench.problems()[name] != nil, "\(name), bit \(bit)")
      }
      try bench.write(name, whole)
    }
    #expect(bench.problems().isEmpty)
  }

  @Test func `a file cut at any length is refused and named`() throws {
    let bench = try StoreBench()
    try bench.fill()
    for name in try bench.files() {
      let whole = try bench.bytes(name)
      for count in stride(from: 0, to: whole.count, by: 13) {
        try bench.write(name, whole.prefix(count))
        #expect(bench.problems()[name] != nil, "\(name), \(count) bytes")
      }
      try bench.write(name, whole + [0])
      #expect(bench.problems()[name] != nil, "\(name), a byte more")
      try bench.write(name, whole)
    }
    #expect(bench.problems().isEmpty)
  }

  @Test func `two files that are swapped are refused and named`() throws {
    let bench = try StoreBench()
    try bench.fill()
    let names = try bench.files()
    for (index, first) in names.enumerated() {
      for second in names[(index + 1)...] {
        let (a, b) = (try bench.bytes(first), try bench.bytes(second))
        // A claim and the mark that it was handed over are one file of two names.
        guard a != b else { continue }
        try FileManager.default.removeItem(at: bench.url(first))
        try FileManager.default.removeItem(at: bench.url(second))
        try bench.write(first, b)
        try bench.write(second, a)
        let problems = bench.problems()
        #expect(problems[first] != nil || problems[second] != nil, "\(first) and \(second)")
        try bench.write(first, a)
        try bench.write(second, b)
      }
    }
    #expect(bench.problems().isEmpty)
  }

  @Test func `a file that is missing is named, and so is one too many`() throws {
    let bench = try StoreBench()
    try bench.fill()
    for name in try bench.files() where !name.hasSuffix(".spent") {
      let whole = try bench.bytes(name)
      try FileManager.default.removeItem(at: bench.url(name))
      #expect(bench.problems()[name] == .missing)
      try bench.write(name, whole)
    }
    let day = "records/goes-primary-xrays-6-hour/2026-08-07"
    for (name, problem) in [
      ("records/goes-primary-xrays-6-hour/2026-08-06", SolarStoreError.Problem.changed),
      ("records/rtsw-mag-1m/2026-08-07", .changed), ("records/rtsw-mag-1m/x", .notListed),
      ("records/other", .notListed),
      ("claims/x", .notListed), ("claims/" + String(repeating: "0", count: 96), .changed),
    ] {
      try bench.write(name, try bench.bytes(day))
      // A day that is not listed is read, since a crash may have come before the head.
      #expect([problem, .notListed].contains(bench.problems()[name]), "\(name)")
      try FileManager.default.removeItem(at: bench.url(name))
    }
    #expect(bench.problems().isEmpty)
  }

  @Test func `yesterday's file is refused, yesterday's head, and yesterday's folder against a checkpoint`()
    throws
  {
    let bench = try StoreBench()
    try bench.fill()
    let old = try Dictionary(uniqueKeysWithValues: bench.files().map { ($0, try bench.bytes($0)) })
    let before = try bench.store().checkpoint()
    for minute in 1480..<1484 {
      try bench.store().accept(.primaryXRays6Hour, StoreBench.records(minute..<(minute + 1))) { _ in }
    }
    let now = try bench.store().checkpoint()
    let day = "records/goes-primary-xrays-6-hour/2026-08-08"
    let new = try Dictionary(uniqueKeysWithValues: bench.files().map { ($0, try bench.bytes($0)) })
    try bench.write(day, try #require(old[day]))
    #expect(bench.problems() == [day: .olderCopy])
    #expect(throws: SolarStoreError.file(name: day, .olderCopy)) {
      try bench.store().records(of: .primaryXRays6Hour)
    }
    // Other products go on.
    #expect(try bench.store().records(of: .secondaryXRays6Hour).count == 80)
    try bench.write(day, try #require(new[day]))
    try bench.write("head", try #require(old["head"]))
    #expect(bench.problems() == ["head": .olderCopy])
    // With its witness as well, the records tell.
    try bench.write("witness", try #require(old["witness"]))
    #expect(bench.problems()[day] == .newerThanHead)
    for (name, bytes) in old { try bench.write(name, bytes) }
    #expect(bench.problems().isEmpty)
    #expect(bench.problems(against: before).isEmpty)
    #expect(bench.problems(against: now) == [".": .olderCopy])
    #expect(SolarCheckpoint(now.description) == now)
    #expect(
      bench.problems(against: SolarCheckpoint(epoch: String(repeating: "0", count: 32), sequence: 1)) == [
        ".": .olderCopy
      ])
  }

  @Test func `an observation is claimed once, whatever is deleted or put back singly`() throws {
    let bench = try StoreBench()
    let product = SolarProduct.primaryXRays6Hour
    let now = StoreBench.start.adding(seconds: 600)
    try bench.store().accept(product, []) { $0.accepted = StoreBench.observation(minute: 5) }
    let headBefore = try bench.bytes("head")
    let witnessBefore = try bench.bytes("witness")
    let first = try #require(try bench.store().claim(product, at: now))
    #expect(first == StoreBench.observation(minute: 5))
    #expect(try bench.store().claim(product, at: now) == nil)
    let claim = "claims/\(first.digest)"
    let headAfter = try bench.bytes("head")
    // Its claim is deleted: it is named, and not given again.
    let bytes = try bench.bytes(claim)
    try FileManager.default.removeItem(at: bench.url(claim))
    #expect(bench.problems() == [claim: .missing])
    #expect(try bench.store().claim(product, at: now) == nil)
    try bench.write(claim, bytes)
    // The head from before it is put back, with its witness: the name is taken.
    let witnessAfter = try bench.bytes("witness")
    try bench.write("head", headBefore)
    try bench.write("witness", witnessBefore)
    #expect(try bench.store().claim(product, at: now) == nil)
    try bench.write("head", headAfter)
    try bench.write("witness", witnessAfter)
    try bench.store().spend(first)
    try bench.store().spend(first)
    #expect(try bench.files().filter { $0.hasPrefix("claims/") } == [claim, claim + ".spent"])
    // The same digest under another time is not given either.
    try bench.store().accept(product, []) { $0.accepted = StoreBench.observation(minute: 6) }
    #expect(try bench.store().claim(product, at: now) == nil)
    try bench.store().accept(product, []) { $0.accepted = StoreBench.observation(minute: 7, digest: 2) }
    #expect(try bench.store().claim(product, at: now)?.observed == StoreBench.start.adding(seconds: 420))
  }

  @Test func `what is too old is not claimed`() throws {
    let bench = try StoreBench()
    let product = SolarProduct.primaryXRays6Hour
    try bench.store().accept(product, []) { $0.accepted = StoreBench.observation(minute: 0) }
    #expect(try bench.store().claim(product, at: StoreBench.start.adding(seconds: 1801)) == nil)
    #expect(try bench.store().claim(product, at: StoreBench.start.adding(seconds: 1800)) != nil)
    #expect(try bench.store().claim(.solarWindPlasma, at: StoreBench.start) == nil)
  }

  @Test func `what is older than is kept goes, claims and leftovers with it`() throws {
    let bench = try StoreBench()
    try bench.fill()
    try bench.write("claims/x.123.new", Data([1]))
    try bench.store().prune(before: "2026-08-08")
    #expect(
      try bench.files() == [
        "claims/\(SolarMessageTests.digest(1))", "claims/\(SolarMessageTests.digest(1)).spent", "head",
        "records/goes-primary-xrays-6-hour/2026-08-08", "records/goes-secondary-xrays-6-hour/2026-08-08",
        "witness",
      ])
    #expect(bench.problems().isEmpty)
    #expect(try bench.store().records(of: .primaryXRays6Hour) == StoreBench.records(1440..<1480))
  }

  @Test func `a crash between a day and the head is made good`() throws {
    let bench = try StoreBench()
    let product = SolarProduct.primaryXRays6Hour
    try bench.store().accept(product, StoreBench.records(0..<10)) { _ in }
    let (head, witness) = (try bench.bytes("head"), try bench.bytes("witness"))
    try bench.store().accept(product, StoreBench.records(10..<20)) { _ in }
    try bench.write("head", head)
    try bench.write("witness", witness)
    #expect(try bench.store().records(of: product) == StoreBench.records(0..<20) && bench.problems().isEmpty)
    // Another change of the head enters it there.
    try bench.store().update(.solarWindPlasma) { $0.failures = 1 }
    try bench.store().update(.solarWindPlasma) { $0.failures = 2 }
    #expect(try bench.store().records(of: product) == StoreBench.records(0..<20) && bench.problems().isEmpty)
    try bench.store().accept(product, StoreBench.records(15..<30)) { _ in }
    #expect(try bench.store().records(of: product) == StoreBench.records(0..<30) && bench.problems().isEmpty)
  }

  @Test func `an error of any system call is an error, and the store goes on`() throws {
    let bench = try StoreBench()
    try bench.fill()
    let now = StoreBench.start.adding(seconds: 60 * 1490)
    let product = SolarProduct.secondaryXRays6Hour
    var failures = 0
    for call in 0..<60 {
      for number in [ENOSPC, EIO] {
        let calls = Guarded(0)
        do throws(SolarStoreError) {
          let store = try bench.store { _ in
            calls.withLock { count in
              defer { count += 1 }
              return count == call ? number : 0
            }
          }
          try store.accept(product, StoreBench.records(1480..<1490)) { $0.failures += 1 }
          _ = try store.claim(product, at: now)
          _ = try store.verify()
        } catch {
          failures += 1
          guard case .file(_, .system(number)) = error else {
            Issue.record("\(error)")
            continue
          }
        }
      }
    }
    #expect(failures > 100)
    #expect(bench.problems().isEmpty)
    #expect(try bench.store().records(of: product).count == 90)
  }

  @Test func `a store that is in use is waited for, and no longer than was said`() throws {
    let bench = try StoreBench()
    let first = try bench.store()
    try first.update(.solarWindPlasma) { _ in
      #expect(throws: SolarStoreError.busy(milliseconds: 50)) {
        try bench.store().update(.solarWindPlasma) { $0.failures = 1 }
      }
    }
    try bench.store().update(.solarWindPlasma) { $0.failures = 2 }
    #expect(try first.standing(of: .solarWindPlasma).failures == 2)
  }

  @Test func `without its key it is refused, and no new one is made`() throws {
    let bench = try StoreBench()
    try bench.fill()
    let key = try Data(contentsOf: URL(fileURLWithPath: bench.folder + "/key"))
    try FileManager.default.removeItem(atPath: bench.folder + "/key")
    #expect(throws: SolarStoreError.self) { try bench.store() }
    #expect(!FileManager.default.fileExists(atPath: bench.folder + "/key"))
    try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: bench.folder + "/key"))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: bench.folder + "/key")
    #expect(bench.problems() == ["head": .wrongKey])
    try key.write(to: URL(fileURLWithPath: bench.folder + "/key"))
    #expect(bench.problems().isEmpty)
    // A head that is gone is not made anew beside records.
    try FileManager.default.removeItem(at: bench.url("head"))
    #expect(bench.problems() == ["head": .missing])
  }

  @Test func `links, folders and pipes in a file's place are refused and wait for nobody`() throws {
    let bench = try StoreBench()
    try bench.fill()
    for name in ["head", "records/goes-primary-xrays-6-hour/2026-08-07"] {
      let whole = try bench.bytes(name)
      try whole.write(to: URL(fileURLWithPath: bench.folder + "/copy"))
      try FileManager.default.removeItem(at: bench.url(name))
      try FileManager.default.createSymbolicLink(
        atPath: bench.url(name).path, withDestinationPath: bench.folder + "/copy")
      #expect(bench.problems()[name] == .notAFile)
      try FileManager.default.removeItem(at: bench.url(name))
      try FileManager.default.createDirectory(
        atPath: bench.url(name).path, withIntermediateDirectories: false)
      #expect(bench.problems()[name] == .notAFile)
      try FileManager.default.removeItem(at: bench.url(name))
      try bench.write(name, Data(count: StoreFiles.byteLimit + 1))
      #expect(bench.problems()[name] == .tooLarge)
      try FileManager.default.removeItem(at: bench.url(name))
      try bench.write(name, whole)
    }
    #expect(bench.problems().isEmpty)
  }

  @Test func `a head of another form is refused`() {
    let good = StoreHead(epoch: "e").text
    #expect(StoreHead(text: good) == StoreHead(epoch: "e"))
    for text in [
      "", "\n", "wellspring solar head 2\nstore\te\t0", "wellspring solar head 1",
      "wellspring solar head 1\nstore\te",
      "wellspring solar head 1\nstore\te\t-1", good + "\n", good + "\nother", good + "\nproduct\tx",
      good + "\nproduct\trtsw-mag-1m\ta",
      good + "\nday\trtsw-mag-1m\t2026-02-30\t1\t" + String(repeating: "0", count: 96),
      good + "\nday\trtsw-mag-1m\t2026-02-03\t1\t0",
    ] { #expect(StoreHead(text: text) == nil, "\(text)") }
  }
}
