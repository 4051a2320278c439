// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import OperatorStatus
  internal import RandomnessService
  internal import Telemetry

  /// `wellspring source`.
  struct Source: ParsableCommand {
    static let configuration = CommandConfiguration(
      "source", "Act on one source.",
      examples: [
        ("wellspring source test hwrng", "runs its start-up test"),
        ("wellspring source disable hwrng", "no command uses it from now on"),
      ], subcommands: [SourceTest.self, SourceReset.self, SourceEnable.self, SourceDisable.self])
  }

  /// What happens to one source in this process.
  enum SourceAct {
    /// Does it and prints what is then known; 0 passed, 1 failed, 69 nothing there to test.
    static func perform(
      _ action: Randomness.SourceAction, on id: String, _ common: CommonOptions, _ console: Console
    ) throws(Failure) -> ExitStatus {
      let loaded = try common.load()
      try checkTestable(id, loaded.configuration)
      let randomness = try CommonOptions.service(loaded)
      let report: SourceReport
      do throws(RandomnessError) { report = try randomness.act(action, on: id) } catch {
        throw Failure(error)
      }
      let result = Result(report)
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion, "action": .string(action.rawValue),
          "result": .string(result.rawValue), "source": report.json,
        ])
      } else {
        try console.result(
          lines: AccountText.source(report) + [printable("\(report.id): \(result.sentence(report))")])
      }
      return result.status
    }

    /// The service does not count public data among its sources, and would say that there is none.
    private static func checkTestable(_ id: String, _ configuration: Configuration) throws(Failure) {
      guard configuration.sources.contains(where: { $0.id == id && $0.isPublic }) else { return }
      let others = configuration.sources.filter { !$0.isPublic }.map(\.id).joined(separator: ", ")
      throw .usage(
        id, limit: others, problem: "\(id) is public data, which has nothing to test",
        fix: "choose one of \(others)")
    }

    /// What a start-up test came to.
    enum Result: String {
      case passed, failed, unfinished, unavailable

      init(_ report: SourceReport) {
        self =
          switch report.state {
          case .healthy, .unrated: .passed
          case .failed: .failed
          // Silent devices end here as well; they failed no test.
          case .intermittent: report.counters.alarms > 0 ? .failed : .unavailable
          case .starting: .unfinished
          case .absent, .denied, .disabled: .unavailable
          }
      }

      var status: ExitStatus {
        switch self {
        case .passed: .yes
        case .failed: .no
        case .unfinished, .unavailable: .unavailable
        }
      }

      func sentence(_ report: SourceReport) -> String {
        let reason = report.reason.isEmpty ? "" : " (\(report.reason))"
        switch self {
        case .passed: return "the start-up test passed"
        case .failed: return "the start-up test failed\(reason)"
        case .unfinished: return "the start-up test has not ended by the deadline\(reason)"
        case .unavailable: return "there was nothing to test: the source is \(report.state.rawValue)\(reason)"
        }
      }
    }
  }

  /// What outlives this process.
  enum SourceSwitch {
    /// Writes the switch and prints it. Nothing is written when the configuration would not stand, and the switch is
    /// set back when the answer cannot be printed: exit status 2 means that nothing has changed.
    static func set(
      _ id: String, enabled: Bool, _ common: CommonOptions, _ console: Console
    ) throws(Failure) -> ExitStatus {
      let loaded = try common.load()
      var configuration = loaded.configuration
      guard configuration.sources.contains(where: { $0.id == id }) else {
        throw Failure(RandomnessError.unknownSource(id: id, known: configuration.sources.map(\.id)))
      }
      var switches = loaded.switches
      switches.isEnabled[id] = enabled
      switches.apply(to: &configuration)
      do throws(ConfigurationFileError) {
        try CommonOptions.loader.validate(configuration, file: nil)
        try switches.save(stateDirectory: loaded.stateDirectory, .live)
      } catch { throw Failure(error) }
      do throws(Failure) { try answer(id, enabled, loaded.stateDirectory, common, console) } catch {
        // A reader that has gone did not want the answer; the deed is done.
        guard error != .closedPipe else { throw error }
        try undo(id, to: loaded.switches.isEnabled[id], loaded.stateDirectory, after: error)
        throw error
      }
      return .yes
    }

    private static func answer(
      _ id: String, _ enabled: Bool, _ stateDirectory: String, _ common: CommonOptions, _ console: Console
    ) throws(Failure) {
      let path = SourceSwitches.path(stateDirectory)
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion, "source": .string(id), "enabled": .bool(enabled),
          "file": .string(path),
        ])
      } else {
        try console.result("\(id) is \(enabled ? "enabled" : "disabled") (\(Console.oneLine(path)))\n")
      }
    }

    /// Only this source's switch goes back: another command may have set another one meanwhile.
    private static func undo(
      _ id: String, to earlier: Bool?, _ stateDirectory: String, after failure: Failure
    ) throws(Failure) {
      do throws(ConfigurationFileError) {
        var switches = try SourceSwitches(stateDirectory: stateDirectory, .live)
        switches.isEnabled[id] = earlier
        try switches.save(stateDirectory: stateDirectory, .live)
      } catch {
        throw Failure(
          .bad, code: failure.code, value: failure.value, limit: failure.limit,
          problem: "\(id) was switched, but the output cannot be written: \(failure.value)",
          fix: "see wellspring config show for what is set now")
      }
    }
  }
#endif
