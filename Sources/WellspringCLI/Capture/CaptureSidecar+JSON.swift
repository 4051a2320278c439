// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import OperatorStatus
internal import Telemetry

extension CaptureSidecar {
  /// The document that lies beside the file.
  var document: JSON {
    var members: [JSON.Member] = [
      JSON.Member("schema_version", Snapshot.schemaVersion),
      JSON.Member("version", .string(version)),
      JSON.Member("sha256", .string(sha256)),
      JSON.Member("layout", .string(layout)),
      JSON.Member("sample_bits", JSON(sampleBits)),
      JSON.Member("samples", JSON(samples)),
    ]
    if !segments.isEmpty { members.append(JSON.Member("segments", .array(segments.map { JSON($0) }))) }
    if let restarts {
      var parts: [JSON.Member] = [
        JSON.Member("rows", JSON(restarts.rows)), JSON.Member("samples", JSON(restarts.samples)),
        JSON.Member("restart_method", .string(restarts.method.rawValue)),
      ]
      if let between = restarts.between { parts.append(JSON.Member("between", .string(between))) }
      members.append(JSON.Member("restarts", .object(parts)))
    }
    if let shard {
      members.append(
        JSON.Member(
          "shard", ["index": JSON(shard.index), "count": JSON(shard.count), "whole": JSON(shard.whole)]))
    }
    members.append(JSON.Member("origin", originDocument))
    if let health { members.append(JSON.Member("health", Self.document(health))) }
    members.append(JSON.Member("valid", .bool(isValid)))
    if !origin.isRaw { members.append(JSON.Member("note", .string(Self.conditionedNote))) }
    members += [
      JSON.Member(
        "machine",
        [
          "kernel": .string(machine.kernel), "architecture": .string(machine.architecture),
          "processor": .string(machine.processor),
        ]),
      JSON.Member("started", .string(started)), JSON.Member("ended", .string(ended)),
      JSON.Member("command", .array(command.map { .string($0) })),
    ]
    if let operatorName { members.append(JSON.Member("operator", .string(operatorName))) }
    return .object(members)
  }

  private var originDocument: JSON {
    var parts: [JSON.Member] = [
      JSON.Member("id", .string(origin.id)), JSON.Member("name", .string(origin.name)),
      JSON.Member("kind", .string(origin.kind)), JSON.Member("conditioning", .string(origin.conditioning)),
      JSON.Member("independence_group", .string(origin.independenceGroup)),
    ]
    if let driver = origin.driver { parts.append(JSON.Member("driver", .string(driver))) }
    if let serial = origin.serial { parts.append(JSON.Member("serial", .string(serial))) }
    return .object(parts)
  }

  private static func document(_ health: Health) -> JSON {
    [
      "min_entropy": .number(health.minEntropy), "alpha": .string("2^-\(health.alphaExponent)"),
      "window": JSON(health.window), "repetition_count": JSON(health.repetitionCount),
      "longest_run": JSON(health.longestRun), "adaptive_proportion": JSON(health.adaptiveProportion),
      "highest_count": JSON(health.highestCount), "alarms": .array(health.alarms.map { .string($0) }),
    ]
  }

  /// Whether the same cutoffs were used.
  func isTestedLike(_ other: CaptureSidecar) -> Bool {
    health?.minEntropy == other.health?.minEntropy && health?.alphaExponent == other.health?.alphaExponent
  }

  /// What has to be the same for a capture to go on, or for parts to make a whole.
  func differs(from other: CaptureSidecar) -> String? {
    if origin != other.origin { return "the source" }
    if sampleBits != other.sampleBits { return "the width of a sample" }
    if machine != other.machine { return "the machine" }
    if shard?.whole != other.shard?.whole || shard?.count != other.shard?.count {
      return "the whole of the parts"
    }
    if restarts?.samples != other.restarts?.samples || restarts?.method != other.restarts?.method
      || restarts?.between != other.restarts?.between
    {
      return "the restarts"
    }
    return nil
  }
}
