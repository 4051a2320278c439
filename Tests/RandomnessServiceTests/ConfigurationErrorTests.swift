// SPDX-License-Identifier: Apache-2.0
@testable import RandomnessService
import TestSupport
import Testing

/// Every way in which a configuration can be wrong, with the sentence that a person is shown: the value, the limit, the
/// fix.
@Suite struct ConfigurationErrorTests {
  struct Row: CustomTestStringConvertible {
    let error: ConfigurationError
    let configuration: Configuration
    /// What the sentence must contain.
    let words: [String]
    var testDescription: String { "\(error)" }

    init(_ error: ConfigurationError, _ words: [String], _ sources: [SourceConfiguration]) {
      self.init(error, words, Configuration(sources: sources))
    }
    init(_ error: ConfigurationError, _ words: [String], _ configuration: Configuration) {
      self.error = error
      self.words = words
      self.configuration = configuration
    }
  }

  static func quantum(
    _ change: (inout SourceConfiguration, inout SourceConfiguration.HardwareDevice) -> Void
  ) -> [SourceConfiguration] {
    var source = SourceConfiguration.quantum()
    guard case .hardwareDevice(var device) = source.kind else { return [] }
    change(&source, &device)
    if case .hardwareDevice = source.kind { source.kind = .hardwareDevice(device) }
    return [source]
  }

  static func record(_ change: (inout AssessmentRecord) -> Void) -> [SourceConfiguration] {
    var record = AssessmentRecord.fixture()
    change(&record)
    return [.quantum(record: .some(record))]
  }

  static let solar = SourceConfiguration(id: "solar", kind: .publicFile(path: "/solar"))

  static let rows: [Row] = [
    Row(.duplicateSource(id: "quantum"), ["\"quantum\"", "name of its own"], [.quantum(), .quantum()]),
    Row(.sourceName(id: ""), ["\"\"", "1 to 32", "rename"], quantum { source, _ in source.id = "" }),
    Row(.sourceName(id: "A b"), ["\"A b\"", "1 to 32"], quantum { source, _ in source.id = "A b" }),
    Row(
      .sourceName(id: String(repeating: "x", count: 33)), ["1 to 32"],
      quantum { source, _ in source.id = String(repeating: "x", count: 33) }),
    Row(.noSource, ["at least 1", "enable one"], []),
    Row(.noSource, ["at least 1", "enable one"], [.quantum(isEnabled: false), solar]),
    Row(
      .claimOutOfRange(source: "quantum", claim: 8.5, limit: 8),
      ["8.5 bits", "sample width of 8", "leave the claim out"],
      [.quantum(claim: 8.5)]),
    Row(
      .claimOutOfRange(source: "quantum", claim: 0, limit: 8), ["0.0 bits", "at least 1/256"],
      [.quantum(claim: 0)]),
    Row(.claimOutOfRange(source: "quantum", claim: -1, limit: 8), ["-1.0 bits"], [.quantum(claim: -1)]),
    Row(
      .claimOutOfRange(source: "quantum", claim: .infinity, limit: 8), ["inf bits"],
      [.quantum(claim: .infinity)]),
    Row(
      .claimOutOfRange(source: "quantum", claim: 0.003, limit: 8), ["0.003 bits"], [.quantum(claim: 0.003)]),
    Row(
      .claimOutOfRange(source: "quantum", claim: 3.5, limit: 3), ["sample width of 3"],
      quantum { source, device in
        source.claim = 3.5
        device.bitsPerSample = 3
      }),
    Row(
      .creditOnPublicSource(source: "solar"), ["solar", "0 bits", "remove"],
      [SourceConfiguration(id: "solar", kind: .publicFile(path: "/solar"), claim: 1)]),
    Row(
      .creditOnPublicSource(source: "solar"), ["solar", "0 bits", "remove"],
      [SourceConfiguration(id: "solar", kind: .publicFile(path: "/solar"), record: .fixture(for: "solar"))]),
    Row(
      .claimOnGenerator(source: "os"), ["os", "256 bits", "remove"],
      [SourceConfiguration(id: "os", kind: .operatingSystem, claim: 8)]),
    Row(
      .claimOnGenerator(source: "os"), ["remove"],
      [SourceConfiguration(id: "os", kind: .operatingSystem, record: .fixture(for: "os"))]),
    Row(
      .alphaOutOfRange(source: "quantum", exponent: 19), ["2^-19", "2^-60 and 2^-20", "20 to 60"],
      quantum { source, _ in source.alphaExponent = 19 }),
    Row(
      .alphaOutOfRange(source: "os", exponent: 61), ["2^-61"],
      [SourceConfiguration(id: "os", kind: .operatingSystem, alphaExponent: 61)]),
    // B-16: at 0.1 bits a value may come 93 times in 100, and 512 of 512 are within 2^-60.
    Row(
      .cutoffAboveWindow(source: "quantum", claim: 0.1, cutoff: 513, window: 512),
      ["0.1 bits", "cutoff 513", "window of 512", "raise the claim"],
      quantum { source, _ in
        source.claim = 0.1
        source.alphaExponent = 60
      }),
    Row(
      .sampleWidth(source: "quantum", bits: 9), ["9 bits", "between 1 and 8", "low bits"],
      quantum { _, device in device.bitsPerSample = 9 }),
    Row(
      .sampleWidth(source: "quantum", bits: 0), ["0 bits"], quantum { _, device in device.bitsPerSample = 0 }),
    Row(
      .opaqueSampleWidth(source: "quantum", bits: 4), ["4 bits", "8 bits", "raw to true"],
      quantum { source, device in
        source.record = nil
        source.claim = 3
        device.bitsPerSample = 4
        device.isRaw = false
      }),
    Row(
      .sampleRate(source: "quantum", samplesPerSecond: 0),
      ["0 samples", "between 1 and 1000000000", "nominal rate"],
      quantum { _, device in device.samplesPerSecond = 0 }),
    Row(
      .relativePath(source: "quantum", path: "dev/x"), ["\"dev/x\"", "\"/\"", "full path"],
      quantum { _, device in device.path = "dev/x" }),
    Row(
      .relativePath(source: "solar", path: ""), ["\"\"", "full path"],
      [SourceConfiguration(id: "solar", kind: .publicFile(path: ""))]),
    Row(
      .recordForeign(source: "quantum", recordSource: "other"),
      ["\"other\"", "attach the record made for quantum"],
      record { $0.source = "other" }),
    Row(
      .recordDevice(source: "quantum", recordDevice: "script", allowed: ["a", "b"]),
      ["\"script\"", "(a, b)", "attach"],
      quantum { _, device in device.allowedDevices = ["a", "b"] }),
    Row(
      .recordWithoutDevice(source: "quantum"), ["neither driver nor serial", "add one"],
      record { $0.device.driver = nil }),
    Row(
      .recordExpired(source: "quantum", expired: Bench.day(20_907), today: Bench.today),
      ["expired on 2027-03-30", "today is 2027-03-31", "assess the source again"],
      record { $0.expires = Bench.day(20_907) }),
    Row(
      .recordFromFuture(source: "quantum", date: Bench.day(20_909), today: Bench.today),
      ["2027-04-01", "2027-03-31", "correct"], record { $0.date = Bench.day(20_909) }),
    Row(
      .recordRestartFailed(source: "quantum", rowsAndColumns: 2.9, initial: 6),
      ["2.9", "6.0", "cannot be credited"],
      record { $0.estimates?.rows = 2.9 }),
    Row(
      .recordOutOfRange(source: "quantum", value: 8.1, limit: 8),
      ["8.1 bits", "sample width of 8", "correct"],
      record { $0.estimates?.columns = 8.1 }),
    Row(
      .recordOutOfRange(source: "quantum", value: 0, limit: 8), ["0.0 bits"],
      record { $0.estimates?.initial = 0 }),
    Row(
      .recordOutOfRange(source: "quantum", value: 9, limit: 8), ["9.0 bits"],
      record { record in
        record.estimates = nil
        record.certificate = .fixture
        record.certificate?.minEntropyPerSample = 9
      }),
    Row(
      .recordDigest(source: "quantum", digest: "abc"), ["\"abc\"", "64 hexadecimal", "SHA-256"],
      record { $0.sampleSHA256 = "abc" }),
    Row(
      .recordDigest(source: "quantum", digest: String(repeating: "g", count: 64)), ["64 hexadecimal"],
      record { $0.sampleSHA256 = String(repeating: "g", count: 64) }),
    Row(
      .recordEvidence(source: "quantum"), ["exactly 1", "estimates or a certificate"],
      record { $0.estimates = nil }),
    Row(.recordEvidence(source: "quantum"), ["exactly 1"], record { $0.certificate = .fixture }),
    Row(
      .recordUnnamed(source: "quantum", isCertificate: false), ["names no tool", "at least 1", "say what"],
      record { $0.tool = " " }),
    Row(
      .recordUnnamed(source: "quantum", isCertificate: true), ["lacks its number", "all 3"],
      record {
        $0.estimates = nil
        $0.certificate = .fixture
        $0.certificate?.number = ""
      }),
    Row(
      .reseedOutOfRange(name: "requests", value: 0, lowest: 1, highest: 1 << 47),
      ["requests = 0", "1 and 140737488355328", "choose"], Configuration(reseed: ReseedPolicy(requests: 0))),
    Row(
      .reseedOutOfRange(name: "requests", value: (1 << 47) + 1, lowest: 1, highest: 1 << 47),
      ["140737488355329"],
      Configuration(reseed: ReseedPolicy(requests: (1 << 47) + 1))),
    Row(
      .reseedOutOfRange(name: "seconds", value: 86_401, lowest: 1, highest: 86_400),
      ["seconds = 86401", "86400"],
      Configuration(reseed: ReseedPolicy(seconds: 86_401))),
    Row(
      .deadlineOutOfRange(milliseconds: 600_001), ["600001 ms", "1 and 600000", "choose"],
      Configuration(deadlineMilliseconds: 600_001)),
  ]

  @Test(arguments: rows)
  func `what is wrong is refused with the value, the limit and the fix`(row: Row) {
    #expect(throws: row.error) { try row.configuration.validate(today: Bench.today) }
    let sentence = row.error.description
    for word in row.words { #expect(sentence.contains(word), "\(sentence)") }
    // One sentence: no full stop, no line break.
    #expect(!sentence.contains("\n") && !sentence.hasSuffix("."))
    // A start says the same.
    #expect(throws: RandomnessError.invalidConfiguration(row.error)) { _ = try Bench(row.configuration) }
    #expect(RandomnessError.invalidConfiguration(row.error).description == sentence)
  }

  @Test func `every case of the error is in the table`() {
    // `sourceRefused` comes from setting a source up, and is in StartTests.
    func name(_ error: ConfigurationError) -> String {
      String("\(Mirror(reflecting: error).children.first?.label ?? "")")
    }
    let covered = Set(Self.rows.map { name($0.error) })
    #expect(covered.count == 24, "\(covered.sorted())")
  }

  @Test(arguments: ["/dev/random", "/dev/urandom"])
  func `the kernel's generator is no noise source`(path: String) throws {
    let sentence = refusal(
      of: Configuration(sources: [
        SourceConfiguration(id: "noise", kind: .hardwareDevice(.init(path: path)))
      ]))
    #expect(sentence?.contains("\(path) is the kernel's generator") == true, "\(sentence ?? "accepted")")
  }

  // C-11: two handles of one device would be credited twice.
  @Test func `one path is read by one source only`() throws {
    let sentence = refusal(
      of: Configuration(sources: [
        SourceConfiguration(id: "one", kind: .hardwareDevice(.init(path: "/dev/noise"))),
        SourceConfiguration(
          id: "two", kind: .hardwareDevice(.init(path: "/dev/noise", independenceGroup: "other"))),
      ]))
    #expect(sentence?.contains("/dev/noise already") == true, "\(sentence ?? "accepted")")
  }

  private func refusal(of configuration: Configuration) -> String? {
    do throws(ConfigurationError) {
      try configuration.validate(today: Bench.today)
      return nil
    } catch { return error.description }
  }

  @Test func `what is at the limits is accepted`() throws {
    let good: [[SourceConfiguration]] = [
      Self.quantum { source, _ in
        source.id = String(repeating: "x-0", count: 10) + "yz"; source.record = nil
      },
      Self.quantum { source, _ in source.alphaExponent = 20 },
      Self.quantum { source, _ in source.alphaExponent = 60 },
      Self.quantum { _, device in device.samplesPerSecond = 1_000_000_000 },
      Self.quantum { _, device in device.allowedDevices = ["script"] },
      [.quantum(claim: 8)], [.quantum(claim: nil, record: .some(nil))],
      Self.record { $0.expires = Bench.today }, Self.record { $0.date = Bench.today },
      Self.record { $0.estimates?.rows = 3 }, [.getrandom, .hwrng, Self.solar],
    ]
    for sources in good { try Configuration(sources: sources).validate(today: Bench.today) }
    try Configuration(
      reseed: ReseedPolicy(requests: 1 << 47, seconds: 86_400), deadlineMilliseconds: 600_000
    ).validate(today: Bench.today)
    try Configuration(reseed: ReseedPolicy(requests: 1, seconds: 1), deadlineMilliseconds: 1)
      .validate(today: Bench.today)
    try Configuration.default.validate(today: Bench.today)
  }
}
