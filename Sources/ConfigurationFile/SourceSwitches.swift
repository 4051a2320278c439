// SPDX-License-Identifier: Apache-2.0
package import RandomnessService

/// What `source enable` and `source disable` have set: it outlives the process, in the state directory.
package struct SourceSwitches: Equatable, Sendable {
  /// Name of the file within the state directory.
  package static let fileName = "sources.json"
  private static let byteLimit = 1 << 20

  /// By the source's id; a source that is not here is as the configuration says.
  package var isEnabled: [String: Bool] = [:]

  /// Makes switches, none of which is set.
  package init() {}

  /// Reads the file of a state directory; a missing one sets nothing.
  package init(stateDirectory: String, _ files: FileAccess) throws(ConfigurationFileError) {
    let file = Self.path(stateDirectory)
    let node: JSONNode
    do throws(ConfigurationFileError) {
      node = try JSONNode.read(file, limit: Self.byteLimit, files)
    } catch .unreadable(_, .absent) { return } catch { throw error }
    let document = try ObjectReader(node, file: file, name: "", keys: ["schema_version", "sources"])
    try document.checkVersion()
    guard let sources = document.node("sources") else { return }
    guard case .object(let members) = sources.value else {
      throw .wrongType(
        file: file, sources.position, key: "sources", expected: "an object", found: sources.kindName)
    }
    for member in members {
      let source = try ObjectReader(
        member.node, file: file, name: "sources.\(member.name)", keys: ["enabled"])
      isEnabled[member.name] = try source.required("enabled", source.bool("enabled"))
    }
  }

  /// The path of the file.
  package static func path(_ stateDirectory: String) -> String {
    (stateDirectory.hasSuffix("/") ? stateDirectory : stateDirectory + "/") + fileName
  }

  /// Puts the file in place of the old one at once.
  package func save(stateDirectory: String, _ files: FileAccess) throws(ConfigurationFileError) {
    // What the file held before may have any name. No source can have one that is not kept, and what is kept needs no
    // escaping.
    let members = isEnabled.filter { Self.isName($0.key) }.sorted { $0.key < $1.key }
      .map { "    \"\($0.key)\": {\"enabled\": \($0.value)}" }
    let text = """
      {
        "schema_version": 1,
        "sources": {
      \(members.joined(separator: ",\n"))
        }
      }

      """
    let file = Self.path(stateDirectory)
    do throws(FileAccess.Problem) { try files.replace(file, Array(text.utf8)) } catch {
      throw .unwritable(file: file, error)
    }
  }

  /// Whether a source can be called so: 1 to 32 lower-case letters, digits and hyphens.
  private static func isName(_ id: String) -> Bool {
    (1...32).contains(id.utf8.count)
      && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  /// Sets the switches of the sources that the configuration has.
  package func apply(to configuration: inout Configuration) {
    for index in configuration.sources.indices {
      if let isEnabled = isEnabled[configuration.sources[index].id] {
        configuration.sources[index].isEnabled = isEnabled
      }
    }
  }
}
