// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import SolarSource

  /// `wellspring solar fetcher`: the process at the far end of a feed. Other verbs start it.
  struct SolarFetcher: Verb {
    static let configuration = CommandConfiguration(
      commandName: "fetcher", abstract: "The process that talks to the network for other verbs.",
      shouldDisplay: false)

    @Option(help: ArgumentHelp("What to do.", valueName: "report|claim|account|follow"))
    var task: String

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      guard let task = SolarLink.Task(rawValue: task) else {
        throw .usage(
          Console.oneLine(task), limit: "report, claim, account or follow", problem: "there is no such task",
          fix: "see the source")
      }
      let setup: SolarSetup
      let store: SolarStore
      do throws(Failure) {
        setup = try SolarSetup(try common.load())
        if task == .report && !System.exists(setup.directory) {
          return tell(Self.nothingYet) && tell(.ready) ? .yes : .no
        }
        store = try setup.store()
      } catch {
        _ = tell(.failure(error.sentence))
        _ = tell(.ready)
        return error.status
      }
      do throws(SolarStoreError) { try perform(task, setup, store) } catch {
        _ = tell(.failure(Failure(error, in: setup.directory).sentence))
        _ = tell(.ready)
        return .bad
      }
      return .yes
    }

    private static let nothingYet = SolarMessage.failure(
      "nothing was fetched yet; run wellspring solar fetch, or set fetch_at_start")

    private func perform(
      _ task: SolarLink.Task, _ setup: SolarSetup, _ store: SolarStore
    ) throws(SolarStoreError) {
      let agent = SolarAgent(
        store: store, products: setup.products, now: SolarSetup.now, checks: SeriesChecks.words, say: tell)
      if task != .report { guard try agent.claim(limit: task == .follow ? .max : 1) else { return } }
      let isNew = try store.standings().isEmpty
      if isNew && task != .follow { _ = tell(Self.nothingYet) }
      // Reading the records for a report takes longer than a claim.
      if task != .claim { guard try agent.report() else { return } }
      guard tell(.ready), task == .follow else { return }
      // A request in progress is finished: what it brings waits in the store for who comes next.
      guard var poller = try? setup.poller(store, isWanted: { true }) else {
        _ = tell(.failure("the certificate file cannot be read"))
        return
      }
      while true {
        do throws(SolarStoreError) {
          try setup.prune(store)
          if try agent.poll(poller) { guard try agent.claim(), try agent.report() else { return } }
        } catch {
          // Another process has it, and gives it back.
          guard case .busy = error else { throw error }
        }
        guard tell(.polled) else { return }
        poller.pacing = setup.pacing()
        repeat {
          guard System.hasReader(System.standardOutput) else { return }
          System.sleep(seconds: 1)
        } while try agent.nextPoll(poller.pacing) > SolarSetup.now()
      }
    }

    /// Writes a message; false when nobody reads it.
    private func tell(_ message: SolarMessage) -> Bool {
      (try? System.write(Array((message.text + "\n").utf8).span, to: System.standardOutput)) != nil
    }
  }
#endif
