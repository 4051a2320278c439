// SPDX-License-Identifier: Apache-2.0

extension CaptureSidecar {
  /// No sidecar comes near it.
  private static let byteLimit = 1 << 20
  private static let counts: ClosedRange<UInt64> = 0...(1 << 40)

  /// Reads a document.
  package init(_ file: String, _ files: FileAccess) throws(ConfigurationFileError) {
    let node = try JSONNode.read(file, limit: Self.byteLimit, files)
    let document = try ObjectReader(
      node, file: file, name: "",
      keys: [
        "schema_version", "version", "sha256", "layout", "sample_bits", "samples", "segments", "restarts",
        "shard", "origin", "health", "valid", "note", "machine", "started", "ended", "command", "operator",
      ])
    try document.checkVersion()
    self.init(origin: try Self.origin(document))
    version = try document.required("version", document.string("version"))
    sha256 = try document.required("sha256", document.string("sha256"))
    layout = try document.required("layout", document.string("layout"))
    sampleBits = Int(try document.required("sample_bits", document.integer("sample_bits", 1...8)))
    samples = Int(try document.required("samples", document.integer("samples", Self.counts)))
    segments = try document.integers("segments", Self.counts)?.map { Int($0) } ?? []
    restarts = try Self.restarts(document)
    if let shard = try document.object("shard", keys: ["index", "count", "whole"]) {
      self.shard = Shard(
        index: Int(try shard.required("index", shard.integer("index", 1...1_000_000))),
        count: Int(try shard.required("count", shard.integer("count", 1...1_000_000))),
        whole: Int(try shard.required("whole", shard.integer("whole", 1...(1 << 28)))))
    }
    health = try Self.health(document)
    if try document.bool("valid") == false, isValid {
      // Somebody has marked it; that counts.
      health?.alarms.append("marked as invalid")
    }
    if let machine = try document.object("machine", keys: ["kernel", "architecture", "processor"]) {
      self.machine = Machine(
        kernel: try machine.string("kernel") ?? "", architecture: try machine.string("architecture") ?? "",
        processor: try machine.string("processor") ?? "")
    }
    started = try document.string("started") ?? ""
    ended = try document.string("ended") ?? ""
    command = try document.strings("command") ?? []
    operatorName = try document.string("operator")
    if let problem = contradiction {
      throw .wrongType(
        file: file, document.position, key: "the document", expected: "one that fits together", found: problem
      )
    }
  }

  private static func origin(_ document: ObjectReader) throws(ConfigurationFileError) -> Origin {
    let origin = try document.required(
      "origin",
      document.object(
        "origin",
        keys: ["id", "name", "kind", "conditioning", "independence_group", "driver", "serial"]))
    return Origin(
      id: try origin.required("id", origin.string("id")),
      name: try origin.required("name", origin.string("name")),
      kind: try origin.required("kind", origin.string("kind")),
      conditioning: try origin.required("conditioning", origin.string("conditioning")),
      independenceGroup: try origin.string("independence_group") ?? "",
      driver: try origin.string("driver"), serial: try origin.string("serial"))
  }

  private static func restarts(_ document: ObjectReader) throws(ConfigurationFileError) -> Restarts? {
    let keys = ["rows", "samples", "restart_method", "between"]
    guard let restarts = try document.object("restarts", keys: keys) else { return nil }
    return Restarts(
      rows: Int(try restarts.required("rows", restarts.integer("rows", counts))),
      samples: Int(try restarts.required("samples", restarts.integer("samples", counts))),
      method: try restarts.required(
        "restart_method", restarts.word("restart_method", Restarts.Method.self)),
      between: try restarts.string("between"))
  }

  private static func health(_ document: ObjectReader) throws(ConfigurationFileError) -> Health? {
    let keys = [
      "min_entropy", "alpha", "window", "repetition_count", "longest_run", "adaptive_proportion",
      "highest_count", "alarms",
    ]
    guard let health = try document.object("health", keys: keys) else { return nil }
    func count(_ key: String) throws(ConfigurationFileError) -> Int {
      Int(try health.required(key, health.integer(key, counts)))
    }
    let alpha = try health.required("alpha", health.string("alpha"))
    guard alpha.hasPrefix("2^-"), let exponent = Int(alpha.dropFirst(3)), (20...60).contains(exponent) else {
      throw .wrongType(
        file: health.file, health.position(of: "alpha"), key: health.path("alpha"),
        expected: "\"2^-20\" to \"2^-60\"",
        found: "\"\(alpha.prefix(40))\"")
    }
    return Health(
      minEntropy: try health.required("min_entropy", health.number("min_entropy")),
      alphaExponent: exponent, window: try count("window"),
      repetitionCount: try count("repetition_count"), longestRun: try count("longest_run"),
      adaptiveProportion: try count("adaptive_proportion"), highestCount: try count("highest_count"),
      alarms: try health.strings("alarms") ?? [])
  }
}
