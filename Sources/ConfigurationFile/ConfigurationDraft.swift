// SPDX-License-Identifier: Apache-2.0
internal import RandomnessService

/// A configuration while it is put together.
struct ConfigurationDraft {
  var configuration = Configuration.default
  var stateDirectory = ConfigurationLoader.defaultStateDirectory
  var origins: [String: Setting.Origin] = [:]

  private static let keys = [
    "schema_version", "profile", "allow_uncertified", "deadline_milliseconds", "state_directory", "reseed",
    "clones", "sources",
  ]

  /// Takes over what a file says.
  mutating func read(_ node: JSONNode, file: String, _ files: FileAccess) throws(ConfigurationFileError) {
    let document = try ObjectReader(node, file: file, name: "", keys: Self.keys)
    try document.checkVersion()
    if let profile = try document.word("profile", Profile.self) { configuration.profile = profile }
    if let allows = try document.bool("allow_uncertified") { configuration.allowsUncertified = allows }
    if let deadline = try document.integer("deadline_milliseconds", Configuration.deadlineRange) {
      configuration.deadlineMilliseconds = deadline
    }
    if let path = try document.string("state_directory") {
      guard path.hasPrefix("/") else {
        throw .relativePath(origin: "\(file): \"state_directory\"", path: path)
      }
      stateDirectory = path
    }
    if let reseed = try document.object("reseed", keys: ["requests", "seconds"]) {
      if let requests = try reseed.integer("requests", ReseedPolicy.requestRange) {
        configuration.reseed.requests = requests
      }
      if let seconds = try reseed.integer("seconds", ReseedPolicy.secondRange) {
        configuration.reseed.seconds = seconds
      }
    }
    if let clones = try document.word("clones", CloneRule.self) { configuration.clones = clones }
    if let sources = document.node("sources") { try readSources(sources, file: file, files) }
    note(node, prefix: "", file: file)
  }

  /// The file's sources take the place of the default ones.
  private mutating func readSources(
    _ node: JSONNode, file: String, _ files: FileAccess
  ) throws(ConfigurationFileError) {
    guard case .object(let members) = node.value else {
      throw .wrongType(file: file, node.position, key: "sources", expected: "an object", found: node.kindName)
    }
    let directory = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    let reader = SourceReader(files: files, directory: directory)
    configuration.sources = []
    for member in members { configuration.sources.append(try reader.read(member, file: file)) }
  }

  /// Notes the origin of every value of the file.
  private mutating func note(_ node: JSONNode, prefix: String, file: String) {
    guard case .object(let members) = node.value else { return }
    for member in members {
      let key = prefix + member.name
      origins[key] = .file(file)
      note(member.node, prefix: key + ".", file: file)
    }
  }
}
