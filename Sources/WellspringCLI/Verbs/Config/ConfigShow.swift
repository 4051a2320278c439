// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import OperatorStatus
  internal import Telemetry

  /// `wellspring config show`.
  struct ConfigShow: Verb {
    static let configuration = CommandConfiguration(
      "show",
      "Print every effective value with its origin: default, file, state, environment or command line.",
      examples: [
        ("wellspring config show", "what a command would use now"),
        ("wellspring config show --config new.json --json", "what it would use with that file"),
      ])

    @Option(help: ArgumentHelp("default or sp800-90c.", valueName: "name"))
    var profile: String?

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let loaded = try common.load(profile: profile)
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion,
          "file": JSON(loaded.file),
          "settings": .array(
            loaded.settings.map {
              ["key": .string($0.key), "value": $0.value.json, "origin": .string($0.origin.description)]
            }),
        ])
      } else {
        try console.result(
          lines: StatusText.table(
            heading: ["KEY", "VALUE", "ORIGIN"],
            loaded.settings.map { [$0.key, $0.value.text, $0.origin.description] }))
      }
      return .yes
    }
  }

  extension Setting.Value {
    var json: JSON {
      switch self {
      case .string(let text): .string(text)
      case .unsigned(let number): .unsigned(number)
      case .number(let number): .number(number)
      case .bool(let value): .bool(value)
      case .strings(let texts): .array(texts.map { .string($0) })
      case .none: .null
      }
    }

    var text: String {
      switch self {
      case .string(let text): text
      case .strings(let texts): texts.isEmpty ? "any" : texts.joined(separator: ", ")
      case .none: "none"
      default: json.text
      }
    }
  }
#endif
