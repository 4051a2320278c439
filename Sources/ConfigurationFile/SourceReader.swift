// SPDX-License-Identifier: Apache-2.0
internal import RandomnessService

/// Reads one member of "sources".
struct SourceReader {
  let files: FileAccess
  /// Relative paths of records begin here; ends with a slash, or is empty.
  let directory: String

  /// The kinds, by the names that files use.
  enum Kind: String, CaseIterable {
    case operatingSystem = "operating-system"
    case hardwareDevice = "hardware-device"
    case cpuTiming = "cpu-timing"
    case publicFile = "public-file"
    case solar

    /// The keys that a source of this kind has.
    var keys: [String] {
      switch self {
      case .operatingSystem: ["kind", "enabled"]
      case .publicFile: ["kind", "enabled", "path"]
      case .solar: ["kind", "enabled"] + SourceReader.solarKeys
      case .hardwareDevice: SourceReader.deviceKeys
      case .cpuTiming: ["kind", "enabled"] + SourceReader.creditKeys
      }
    }
  }

  /// Every key of every kind.
  static let keys = deviceKeys + solarKeys
  private static let solarKeys = [
    "base_url", "certificate_file", "products", "interval_seconds", "keep_days", "directory", "key_file",
    "contact", "fetch_at_start",
  ]
  private static let deviceKeys =
    [
      "kind", "enabled", "path", "bits_per_sample", "raw", "physical", "allowed_devices",
      "independence_group",
      "samples_per_second",
    ] + creditKeys
  private static let creditKeys = ["claim", "alpha", "record"]
  /// Samples per second that may be stated.
  private static let rates: ClosedRange<UInt64> = 1...1_000_000_000

  func read(_ member: JSONNode.Member, file: String) throws(ConfigurationFileError) -> SourceConfiguration {
    let id = member.name
    let source = try ObjectReader(member.node, file: file, name: "sources.\(id)", keys: Self.keys)
    let kind = try source.required("kind", source.word("kind", Kind.self))
    try checkKeys(source, kind, id: id)
    var configuration = SourceConfiguration(id: id, kind: .operatingSystem)
    configuration.isEnabled = try source.bool("enabled") ?? true
    switch kind {
    case .operatingSystem: break
    case .publicFile:
      configuration.kind = .publicFile(path: try source.required("path", source.string("path")))
    case .solar: configuration.kind = .solar(try solar(source))
    case .hardwareDevice:
      configuration.kind = .hardwareDevice(
        try device(source, id: id, isEnabled: configuration.isEnabled))
    case .cpuTiming: configuration.kind = .cpuTiming
    }
    if kind.keys.contains("claim") {
      configuration.claim = try source.number("claim")
      configuration.alphaExponent = try alpha(source)
      configuration.record = try record(source)
    }
    return configuration
  }

  /// A credit where none can be is said first: it is the graver mistake than a key too many.
  private func checkKeys(
    _ source: ObjectReader, _ kind: Kind, id: String
  ) throws(ConfigurationFileError) {
    let claims = source.has("claim") || source.has("record")
    switch kind {
    case .publicFile where claims || source.has("alpha"), .solar where claims || source.has("alpha"):
      throw .refused(file: source.file, .creditOnPublicSource(source: id))
    case .operatingSystem where claims:
      throw .refused(file: source.file, .claimOnGenerator(source: id))
    default: break
    }
    for key in Self.keys where source.has(key) && !kind.keys.contains(key) {
      throw .misplacedKey(
        file: source.file, source.position(of: key), key: source.path(key), kind: kind.rawValue)
    }
  }

  private func device(
    _ source: ObjectReader, id: String, isEnabled: Bool
  ) throws(ConfigurationFileError) -> SourceConfiguration.HardwareDevice {
    let path = try source.string("path")
    var device = SourceConfiguration.HardwareDevice(path: path ?? "/dev/hwrng")
    if let bits = try source.integer("bits_per_sample", 1...8) { device.bitsPerSample = Int(bits) }
    device.isRaw = try source.bool("raw") ?? device.isRaw
    device.isPhysical = try source.bool("physical") ?? device.isPhysical
    device.allowedDevices = try source.strings("allowed_devices") ?? device.allowedDevices
    device.independenceGroup = try source.string("independence_group") ?? device.independenceGroup
    if let rate = try source.integer("samples_per_second", Self.rates) { device.samplesPerSecond = Int(rate) }
    if let path, isEnabled {
      guard path.hasPrefix("/") else {
        throw .refused(file: source.file, .relativePath(source: id, path: path))
      }
      switch files.kind(path) {
      // Where nothing stands now, a device may be plugged in.
      case .absent, .characterDevice(isReadable: true): break
      case let kind:
        throw .unusableDevice(file: source.file, source.position(of: "path"), source: id, path: path, kind)
      }
    }
    return device
  }

  private func solar(_ source: ObjectReader) throws(ConfigurationFileError) -> SolarConfiguration {
    var solar = SolarConfiguration()
    solar.baseURL = try source.string("base_url") ?? solar.baseURL
    while solar.baseURL.last == "/" { solar.baseURL.removeLast() }
    solar.certificateFile = try source.string("certificate_file")
    solar.products = try source.strings("products") ?? solar.products
    if let seconds = try source.integer("interval_seconds", range(SolarConfiguration.intervalRange)) {
      solar.intervalSeconds = Int(seconds)
    }
    if let days = try source.integer("keep_days", range(SolarConfiguration.keepRange)) {
      solar.keepDays = Int(days)
    }
    solar.directory = try source.string("directory")
    solar.keyFile = try source.string("key_file")
    solar.contact = try source.string("contact")
    solar.fetchesAtStart = try source.bool("fetch_at_start") ?? solar.fetchesAtStart
    return solar
  }

  private func range(_ range: ClosedRange<Int>) -> ClosedRange<UInt64> {
    UInt64(range.lowerBound)...UInt64(range.upperBound)
  }

  /// "2^-30" as 30.
  private func alpha(_ source: ObjectReader) throws(ConfigurationFileError) -> Int? {
    guard let node = source.node("alpha") else { return nil }
    if case .string(let text) = node.value, text.hasPrefix("2^-"), text.utf8.count <= 12,
      text.dropFirst(3).allSatisfy({ $0.isASCII && $0.isNumber }), let exponent = Int(text.dropFirst(3))
    {
      return exponent
    }
    throw .wrongType(
      file: source.file, node.position, key: source.path("alpha"), expected: "a string such as \"2^-30\"",
      found: node.kindName)
  }

  private func record(_ source: ObjectReader) throws(ConfigurationFileError) -> AssessmentRecord? {
    guard let path = try source.string("record") else { return nil }
    return try RecordReader(files: files).read(path.hasPrefix("/") ? path : directory + path)
  }
}
