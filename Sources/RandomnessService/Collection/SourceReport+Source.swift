// SPDX-License-Identifier: Apache-2.0
internal import EntropySources
internal import HealthTests
internal import Telemetry

extension SourceReport {
  /// What is known about a source before it was opened.
  init(_ descriptor: SourceDescriptor, id: String, state: SourceState, reason: String) {
    self.init(
      id: id, name: descriptor.name, state: state, reason: reason, identity: "",
      kind: descriptor.kind.rawValue, isRaw: descriptor.conditioning.isRaw,
      independenceGroup: descriptor.independenceGroup.rawValue, bitsPerSample: descriptor.bitsPerSample,
      claim: descriptor.claim?.bits, record: nil, creditPerSample: 0, creditReason: "", strength: nil,
      samplesReady: 0, health: nil, counters: SourceCounters())
  }
}

extension SourceCounters {
  /// The device's own counters, beside those that the service keeps.
  init(_ device: CollectionCounters, _ service: SourceCounters) {
    self = service
    samples = device.samples
    shortBatches = device.shortBatches
    timeouts = device.timeouts
    errors = device.errors
    opens = device.opens
    identityChanges = device.provenanceChanges
  }
}
