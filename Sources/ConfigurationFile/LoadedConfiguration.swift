// SPDX-License-Identifier: Apache-2.0
package import RandomnessService

/// A valid configuration with the origin of each of its values.
package struct LoadedConfiguration: Sendable {
  /// What the service is started with; the operator's switches are in it.
  package let configuration: Configuration
  /// Where switches and whatever else outlives a process lie.
  package let stateDirectory: String
  /// The operator's switches.
  package let switches: SourceSwitches
  /// The file that was read; `nil` without one.
  package let file: String?
  /// Origins of what is not built in, by key.
  let origins: [String: Setting.Origin]

  /// Every value in force.
  package var settings: [Setting] {
    var settings: [Setting] = []
    func add(_ key: String, _ value: Setting.Value, _ parent: String? = nil) {
      let origin = origins[key] ?? parent.flatMap { origins[$0] } ?? .builtIn
      settings.append(Setting(key: key, value: value, origin: origin))
    }
    add("profile", .string(configuration.profile.rawValue))
    add("allow_uncertified", .bool(configuration.allowsUncertified))
    add("deadline_milliseconds", .unsigned(configuration.deadlineMilliseconds))
    add("state_directory", .string(stateDirectory))
    add("reseed.requests", .unsigned(configuration.reseed.requests))
    add("reseed.seconds", .unsigned(configuration.reseed.seconds))
    add("clones", .string(configuration.clones.rawValue))
    func addCredit(_ source: SourceConfiguration) {
      add("sources.\(source.id).claim", source.claim.map { .number($0) } ?? .none)
      add("sources.\(source.id).alpha", source.alphaExponent.map { .string("2^-\($0)") } ?? .none)
      add("sources.\(source.id).record", source.record.map { .string($0.name) } ?? .none)
    }
    for source in configuration.sources {
      let name = "sources.\(source.id)"
      add("\(name).kind", .string(source.kindName))
      add("\(name).enabled", .bool(source.isEnabled))
      switch source.kind {
      case .operatingSystem: break
      case .cpuTiming: addCredit(source)
      case .publicFile(let path): add("\(name).path", .string(path))
      case .solar(let solar):
        add("\(name).base_url", .string(solar.baseURL))
        add("\(name).certificate_file", solar.certificateFile.map { .string($0) } ?? .none)
        add("\(name).products", solar.products.isEmpty ? .string("all") : .strings(solar.products))
        add("\(name).interval_seconds", .unsigned(UInt64(solar.intervalSeconds)))
        add("\(name).keep_days", .unsigned(UInt64(solar.keepDays)))
        add("\(name).directory", .string(solar.folder(in: stateDirectory)))
        add("\(name).key_file", .string(solar.key(in: stateDirectory)))
        add("\(name).contact", solar.contact.map { .string($0) } ?? .none)
        add("\(name).fetch_at_start", .bool(solar.fetchesAtStart))
      case .hardwareDevice(let device):
        add("\(name).path", .string(device.path))
        add("\(name).bits_per_sample", .unsigned(UInt64(device.bitsPerSample)))
        add("\(name).raw", .bool(device.isRaw))
        add("\(name).physical", .bool(device.isPhysical))
        add("\(name).allowed_devices", .strings(device.allowedDevices))
        add("\(name).independence_group", .string(device.independenceGroup))
        add("\(name).samples_per_second", .unsigned(UInt64(device.samplesPerSecond)))
        addCredit(source)
      }
    }
    return settings
  }
}

extension SolarConfiguration {
  /// The folder of the accepted records.
  package func folder(in stateDirectory: String) -> String { directory ?? path(stateDirectory, "solar") }

  /// The file of the key that protects them.
  package func key(in stateDirectory: String) -> String { keyFile ?? path(stateDirectory, "solar.key") }

  private func path(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
  }
}

extension SourceConfiguration {
  /// The kind as files name it.
  package var kindName: String {
    switch kind {
    case .operatingSystem: SourceReader.Kind.operatingSystem.rawValue
    case .hardwareDevice: SourceReader.Kind.hardwareDevice.rawValue
    case .cpuTiming: SourceReader.Kind.cpuTiming.rawValue
    case .publicFile: SourceReader.Kind.publicFile.rawValue
    case .solar: SourceReader.Kind.solar.rawValue
    }
  }
}
