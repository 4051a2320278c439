// SPDX-License-Identifier: Apache-2.0
package import Telemetry

extension SourceReport {
  /// Everything about one source.
  package var json: JSON {
    [
      "id": .string(id),
      "name": .string(name),
      "state": .string(state.rawValue),
      "reason": .string(reason),
      "identity": .string(identity),
      "kind": .string(kind),
      "raw": .bool(isRaw),
      "independence_group": .string(independenceGroup),
      "bits_per_sample": JSON(bitsPerSample),
      "claim": JSON(claim),
      "record": JSON(record),
      "credit_per_sample": .number(creditPerSample),
      "credit_reason": .string(creditReason),
      "strength": JSON(strength),
      "samples_ready": JSON(samplesReady),
      "health": health?.json ?? .null,
      "counters": counters.json,
    ]
  }
}

extension HealthReport {
  var json: JSON {
    [
      "tested_min_entropy": .number(testedMinEntropy),
      "samples_tested": .unsigned(samplesTested),
      "start_up_remaining": JSON(startUpRemaining),
      "alpha_exponent": JSON(alphaExponent),
      "repetition_count": repetitionCount.json,
      "adaptive_proportion": adaptiveProportion.json,
      "window": JSON(window),
      "shadow_exceedances": .unsigned(shadowExceedances),
      "shadow_expected": .number(shadowExpected),
      "shadow_tail_log2": .number(shadowTailLog2),
      "false_alarms_per_year": .number(falseAlarmsPerYear),
    ]
  }
}

extension HealthReport.Test {
  var json: JSON {
    [
      "cutoff": JSON(cutoff),
      "permanent_cutoff": JSON(permanentCutoff),
      "exact_tail_cutoff": JSON(exactTailCutoff),
      "shadow_cutoff": JSON(shadowCutoff),
      "largest": JSON(largest),
      "margin": .number(margin),
    ]
  }
}

extension SourceCounters {
  var json: JSON {
    [
      "samples": .unsigned(samples),
      "short_batches": .unsigned(shortBatches),
      "timeouts": .unsigned(timeouts),
      "errors": .unsigned(errors),
      "samples_dropped": .unsigned(samplesDropped),
      "alarms": .unsigned(alarms),
      "opens": .unsigned(opens),
      "identity_changes": .unsigned(identityChanges),
    ]
  }
}
