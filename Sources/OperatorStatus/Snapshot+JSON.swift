// SPDX-License-Identifier: Apache-2.0
package import Telemetry

extension Snapshot {
  /// Version of every document that is made here.
  // Computed: a stored one would keep a box to which only a tagged pointer leads, and memcheck reports that as lost.
  package static var schemaVersion: JSON { 1 }

  /// The whole status, `schema_version` first.
  package var json: JSON {
    [
      "schema_version": Self.schemaVersion,
      "version": .string(version),
      "verdict": .string(Verdict(self).rawValue),
      "profile": .string(profile),
      "phase": .string(phase.rawValue),
      "phase_reason": .string(phaseReason),
      "construction": construction.json,
      "generator": generator.json,
      "sources": .array(sources.map(\.json)),
      "public_feeds": .array(publicFeeds.map(\.json)),
      "ledger": .array(ledger.map(\.json)),
      "memory": memory.json,
      "events": .array(events.map(\.json)),
    ]
  }

  /// What stands behind the bytes that were just served: the part of the status that `random --explain` gives.
  package var accountJSON: JSON {
    [
      "profile": .string(profile),
      "construction": construction.json,
      "generator": generator.json,
      "sources": .array(sources.map(\.json)),
      "public_feeds": .array(publicFeeds.map(\.json)),
      "ledger": .array(ledger.map(\.json)),
      "memory": memory.json,
    ]
  }
}

extension Snapshot.Construction {
  var json: JSON { ["name": .string(name), "reasons": .array(reasons.map { .string($0) })] }
}

extension Snapshot.GeneratorReport {
  var json: JSON {
    [
      "mechanism": .string(mechanism),
      "strength": JSON(strength),
      "requests": .unsigned(requests),
      "bytes": .unsigned(bytes),
      "leaves": [
        "seeds": .unsigned(leaves.seeds), "requests": .unsigned(leaves.requests),
        "bytes": .unsigned(leaves.bytes), "clone_protection": .string(leaves.cloneProtection),
      ],
      "seeds": .unsigned(seeds),
      "requests_since_reseed": .unsigned(requestsSinceReseed),
      "seconds_since_reseed": JSON(secondsSinceReseed),
      "reseed_requests": .unsigned(reseedRequests),
      "reseed_seconds": .number(reseedSeconds),
      "self_test_passed": .bool(selfTestPassed),
    ]
  }
}

extension Snapshot.Memory {
  var json: JSON {
    [
      "locked": .bool(isLocked),
      "excluded_from_dumps": .bool(isExcludedFromDumps),
      "wiped_on_fork": .bool(isWipedOnFork),
    ]
  }
}

extension Event {
  /// One event.
  package var json: JSON {
    var members: [JSON.Member] = [
      JSON.Member("epoch", .unsigned(epoch)), JSON.Member("sequence", .unsigned(sequence)),
      JSON.Member("monotonic_nanoseconds", .unsigned(monotonicNanoseconds)),
    ]
    func add(_ name: String, _ value: JSON) { members.append(JSON.Member(name, value)) }
    switch kind {
    case .sourceChanged(let source, let from, let to, let reason):
      add("event", "source_changed")
      add("source", .string(source))
      add("from", .string(from.rawValue))
      add("to", .string(to.rawValue))
      add("reason", .string(reason))
    case .alarm(let source, let test, let observed, let cutoff, let isPermanent):
      add("event", "alarm")
      add("source", .string(source))
      add("test", .string(test))
      add("observed", JSON(observed))
      add("cutoff", JSON(cutoff))
      add("permanent", .bool(isPermanent))
    case .samplesDropped(let source, let samples, let reason):
      add("event", "samples_dropped")
      add("source", .string(source))
      add("samples", JSON(samples))
      add("reason", .string(reason))
    case .generatorChanged(let from, let to, let reason):
      add("event", "generator_changed")
      add("from", .string(from.rawValue))
      add("to", .string(to.rawValue))
      add("reason", .string(reason))
    case .seeded(let ledgerSequence, let purpose):
      add("event", "seeded")
      add("ledger_sequence", .unsigned(ledgerSequence))
      add("purpose", .string(purpose))
    case .selfTestFailed(let test):
      add("event", "self_test_failed")
      add("test", .string(test))
    case .freshRandomnessUnavailable(let errno):
      add("event", "fresh_randomness_unavailable")
      add("errno", JSON(Int(errno)))
    case .publicFeedChanged(let feed, let product, let state, let detail):
      add("event", "public_feed_changed")
      add("feed", .string(feed))
      add("product", .string(product))
      add("state", .string(state))
      add("detail", .string(detail))
    case .operatorAction(let verb, let source):
      add("event", "operator_action")
      add("verb", .string(verb))
      add("source", JSON(source))
    }
    return .object(members)
  }
}
