// SPDX-License-Identifier: Apache-2.0
package import RandomnessService

/// Makes the effective configuration of file, state directory, environment and command line.
///
/// The one way to a configuration: what `config check` says, every start says in the same words.
package struct ConfigurationLoader: Sendable {
  /// Read when it exists and nothing names another one.
  package static let defaultFile = "/etc/wellspring/wellspring.json"
  /// Where state lies unless something says otherwise.
  package static let defaultStateDirectory = "/var/lib/wellspring"
  /// Names the file.
  package static let fileVariable = "WELLSPRING_CONFIG"
  /// Names the profile.
  package static let profileVariable = "WELLSPRING_PROFILE"
  /// No configuration comes near it.
  package static let byteLimit = 1 << 20

  /// What the command line asks for.
  package struct Request: Equatable, Sendable {
    /// `--config`.
    package var file: String?
    /// `--profile`.
    package var profile: String?
    /// `--state-directory`.
    package var stateDirectory: String?
    /// False for a file that is only looked at: what was switched on this machine does not matter to it.
    package var usesState = true

    /// Asks for nothing.
    package init() {}
  }

  private let files: FileAccess
  private let environment: [String: String]
  private let today: CalendarDate

  /// - Parameters:
  ///   - environment: of the process.
  ///   - today: the day on which assessment records must hold.
  package init(files: FileAccess, environment: [String: String], today: CalendarDate) {
    self.files = files
    self.environment = environment
    self.today = today
  }

  /// Reads and checks everything; the first thing that is wrong is thrown.
  package func load(_ request: Request = Request()) throws(ConfigurationFileError) -> LoadedConfiguration {
    var draft = ConfigurationDraft()
    let file = try readFile(request, &draft)
    try override(request, &draft)
    // What the file says is judged before what was switched, so that its fault is not blamed on the state.
    try validate(draft.configuration, file: file)
    var switches = SourceSwitches()
    if request.usesState {
      switches = try SourceSwitches(stateDirectory: draft.stateDirectory, files)
      switches.apply(to: &draft.configuration)
      let statePath = SourceSwitches.path(draft.stateDirectory)
      for id in switches.isEnabled.keys { draft.origins["sources.\(id).enabled"] = .state(statePath) }
      try validate(draft.configuration, file: statePath)
    }
    return LoadedConfiguration(
      configuration: draft.configuration, stateDirectory: draft.stateDirectory, switches: switches,
      file: file,
      origins: draft.origins)
  }

  /// Checks a configuration that was changed since it was loaded.
  package func validate(_ configuration: Configuration, file: String?) throws(ConfigurationFileError) {
    do throws(ConfigurationError) { try configuration.validate(today: today) } catch {
      throw .refused(file: file, error)
    }
  }

  private func readFile(
    _ request: Request, _ draft: inout ConfigurationDraft
  ) throws(ConfigurationFileError) -> String? {
    let named = request.file ?? environment[Self.fileVariable].flatMap { $0.isEmpty ? nil : $0 }
    let file = named ?? Self.defaultFile
    let node: JSONNode
    do throws(ConfigurationFileError) {
      node = try JSONNode.read(file, limit: Self.byteLimit, files)
    } catch {
      if named == nil, case .unreadable(_, .absent) = error { return nil }
      throw error
    }
    try draft.read(node, file: file, files)
    return file
  }

  private func override(
    _ request: Request, _ draft: inout ConfigurationDraft
  ) throws(ConfigurationFileError) {
    if let text = environment[Self.profileVariable], !text.isEmpty {
      let origin = Setting.Origin.environment(Self.profileVariable)
      draft.configuration.profile = try profile(text, origin)
      draft.origins["profile"] = origin
    }
    if let text = request.profile {
      draft.configuration.profile = try profile(text, .commandLine("--profile"))
      draft.origins["profile"] = .commandLine("--profile")
    }
    if let path = request.stateDirectory {
      guard path.hasPrefix("/") else { throw .relativePath(origin: "--state-directory", path: path) }
      draft.stateDirectory = path
      draft.origins["state_directory"] = .commandLine("--state-directory")
    }
  }

  private func profile(_ text: String, _ origin: Setting.Origin) throws(ConfigurationFileError) -> Profile {
    guard let profile = Profile(rawValue: text) else {
      let name =
        switch origin {
        case .environment(let name), .commandLine(let name): name
        default: "profile"
        }
      throw .unknownChoice(origin: name, value: text, allowed: Profile.allCases.map(\.rawValue))
    }
    return profile
  }
}
