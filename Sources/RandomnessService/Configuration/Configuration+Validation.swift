// SPDX-License-Identifier: Apache-2.0
internal import EntropySources
internal import HealthTests

extension Configuration {
  /// Throws for the first thing that is wrong, in the order of the sources.
  ///
  /// - Parameter today: the day on which records must still hold.
  public func validate(today: CalendarDate) throws(ConfigurationError) {
    guard Self.deadlineRange.contains(deadlineMilliseconds) else {
      throw .deadlineOutOfRange(milliseconds: deadlineMilliseconds)
    }
    try check("requests", reseed.requests, ReseedPolicy.requestRange)
    try check("seconds", reseed.seconds, ReseedPolicy.secondRange)
    var ids: Set<String> = []
    var paths: Set<String> = []
    for source in sources {
      guard ids.insert(source.id).inserted else { throw .duplicateSource(id: source.id) }
      if case .hardwareDevice(let device) = source.kind {
        guard paths.insert(device.path).inserted else {
          throw .sourceRefused(
            source: source.id, reason: "another source reads \(device.path) already; keep one of them")
        }
      }
      try source.validate(today: today)
    }
    let timing = sources.filter { $0.kind == .cpuTiming }
    guard timing.count <= 1 else {
      throw .sourceRefused(
        source: timing[1].id, reason: "another source times the processor already; keep one of them")
    }
    let solar = sources.filter { if case .solar = $0.kind { true } else { false } }
    guard solar.count <= 1 else {
      throw .sourceRefused(
        source: solar[1].id, reason: "another source follows the solar data already; keep one of them")
    }
    guard sources.contains(where: { $0.isEnabled && !$0.isPublic }) else { throw .noSource }
  }

  private func check(_ name: String, _ value: UInt64, _ range: ClosedRange<UInt64>) throws(ConfigurationError)
  {
    guard range.contains(value) else {
      throw .reseedOutOfRange(name: name, value: value, lowest: range.lowerBound, highest: range.upperBound)
    }
  }
}

extension SourceConfiguration {
  /// Width of a sample in bits.
  var bitsPerSample: Int {
    if case .hardwareDevice(let device) = kind { device.bitsPerSample } else { 8 }
  }

  private func validate(_ solar: SolarConfiguration) throws(ConfigurationError) {
    func refused(_ reason: String) -> ConfigurationError { .sourceRefused(source: id, reason: reason) }
    let url = solar.baseURL
    guard url.hasPrefix("https://"), url.utf8.count > 8, url.utf8.count <= 1024, url.last != "/",
      url.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "@") })
    else {
      throw refused(
        "its base URL is no plain https URL; give one such as \(SolarConfiguration.defaultBaseURL)")
    }
    for path in [solar.certificateFile, solar.directory, solar.keyFile] {
      guard let path, !path.hasPrefix("/") else { continue }
      throw .relativePath(source: id, path: path)
    }
    if let directory = solar.directory, let key = solar.keyFile, key.hasPrefix(directory + "/") {
      throw refused("its key file lies in the folder that it protects; put it elsewhere")
    }
    guard SolarConfiguration.intervalRange.contains(solar.intervalSeconds) else {
      throw refused("its interval is \(solar.intervalSeconds) s; choose 60 to 86400")
    }
    guard SolarConfiguration.keepRange.contains(solar.keepDays) else {
      throw refused("it keeps records for \(solar.keepDays) days; choose 1 to 3660")
    }
    if let contact = solar.contact {
      guard contact.utf8.count <= 200, contact.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
        throw refused("its contact is no URL or mail address; shorten it to 200 printable characters")
      }
    }
  }

  fileprivate func validate(today: CalendarDate) throws(ConfigurationError) {
    let isName = id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    guard isName, (1...32).contains(id.utf8.count) else { throw .sourceName(id: String(id.prefix(80))) }
    switch kind {
    case .operatingSystem:
      guard claim == nil, record == nil else { throw .claimOnGenerator(source: id) }
    case .publicFile(let path):
      guard claim == nil, record == nil else { throw .creditOnPublicSource(source: id) }
      guard path.hasPrefix("/") else { throw .relativePath(source: id, path: path) }
    case .solar(let solar):
      guard claim == nil, record == nil else { throw .creditOnPublicSource(source: id) }
      try validate(solar)
    case .cpuTiming: break
    case .hardwareDevice(let device):
      guard device.path.hasPrefix("/") else { throw .relativePath(source: id, path: device.path) }
      // The same is checked on the device's number when it is opened, since other paths lead there too.
      guard !["/dev/random", "/dev/urandom"].contains(device.path) else {
        throw .sourceRefused(
          source: id,
          reason:
            "\(device.path) is the kernel's generator, not a noise source; use a source of kind operating-system"
        )
      }
      guard (1...8).contains(device.bitsPerSample) else {
        throw .sampleWidth(source: id, bits: device.bitsPerSample)
      }
      guard (1...1_000_000_000).contains(device.samplesPerSecond) else {
        throw .sampleRate(source: id, samplesPerSecond: device.samplesPerSecond)
      }
    }
    if let claim {
      // A claim below the resolution of 1/256 bit is a claim of nothing.
      guard claim.isFinite, claim >= 1 / 256, claim <= Double(bitsPerSample) else {
        throw .claimOutOfRange(source: id, claim: claim, limit: bitsPerSample)
      }
    }
    if let alphaExponent, !(20...60).contains(alphaExponent) {
      throw .alphaOutOfRange(source: id, exponent: alphaExponent)
    }
    try record?.validate(for: self, today: today)
    try checkCutoffs()
  }

  /// B-16: a test that can never fail is refused.
  private func checkCutoffs() throws(ConfigurationError) {
    let rate: Int
    switch kind {
    case .hardwareDevice(let device): rate = device.samplesPerSecond
    case .cpuTiming: rate = CPUTimingSource.nominalRate
    case .operatingSystem, .publicFile, .solar: return
    }
    do throws(HealthTestError) {
      _ = try healthTestConfiguration(samplesPerSecond: rate)
    } catch {
      switch error {
      case .cutoffAboveWindow(let cutoff, let window):
        throw .cutoffAboveWindow(
          source: id, claim: claim ?? Double(bitsPerSample), cutoff: cutoff, window: window)
      case .opaqueSampleWidth(let bits):
        throw .opaqueSampleWidth(source: id, bits: bits)
      default:
        throw .claimOutOfRange(source: id, claim: claim ?? Double(bitsPerSample), limit: bitsPerSample)
      }
    }
  }
}

extension AssessmentRecord {
  fileprivate func validate(
    for configuration: SourceConfiguration, today: CalendarDate
  ) throws(ConfigurationError) {
    let id = configuration.id
    guard source == id else { throw .recordForeign(source: id, recordSource: String(source.prefix(80))) }
    guard device.driver != nil || device.serial != nil else { throw .recordWithoutDevice(source: id) }
    if case .hardwareDevice(let allowed) = configuration.kind, let driver = device.driver,
      !allowed.allowedDevices.isEmpty, !allowed.allowedDevices.contains(driver)
    {
      throw .recordDevice(
        source: id, recordDevice: String(driver.prefix(80)), allowed: allowed.allowedDevices)
    }
    guard (estimates == nil) != (certificate == nil) else { throw .recordEvidence(source: id) }
    let named =
      if let certificate {
        [certificate.number, certificate.issuer, certificate.operatingEnvironment]
      } else { [tool] }
    guard named.allSatisfy({ $0.contains { !$0.isWhitespace } }) else {
      throw .recordUnnamed(source: id, isCertificate: certificate != nil)
    }
    guard date <= today else { throw .recordFromFuture(source: id, date: date, today: today) }
    guard expires >= today else { throw .recordExpired(source: id, expired: expires, today: today) }
    if let estimates {
      for value in [estimates.initial, estimates.rows, estimates.columns] {
        try check(value, of: configuration)
      }
      guard estimates.assessed != nil else {
        throw .recordRestartFailed(
          source: id, rowsAndColumns: min(estimates.rows, estimates.columns), initial: estimates.initial)
      }
      guard sampleSHA256.utf8.count == 64,
        sampleSHA256.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
      else {
        throw .recordDigest(source: id, digest: sampleSHA256)
      }
    }
    if let certificate { try check(certificate.minEntropyPerSample, of: configuration) }
  }

  private func check(_ value: Double, of configuration: SourceConfiguration) throws(ConfigurationError) {
    guard value.isFinite, value > 0, value <= Double(configuration.bitsPerSample) else {
      throw .recordOutOfRange(source: configuration.id, value: value, limit: configuration.bitsPerSample)
    }
  }
}
