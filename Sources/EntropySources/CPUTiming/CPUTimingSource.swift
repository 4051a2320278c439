// SPDX-License-Identifier: Apache-2.0
package import HealthTests
internal import SecretMemory

/// The time that the processor's accesses to memory take: noise of caches, of memory and its refreshes, of other cores and of
/// interrupts. Non-physical and raw, in an independence group of its own.
///
/// It takes the whole of a core while it is collected from: 1.2 µs and as much processor time a sample (Zen 4, 2026-11), half a
/// millisecond for a seed at a claim of one bit; and 32 MiB of memory as long as it is open. What its samples are worth
/// differs from machine to machine: without an assessment record it is credited with nothing.
package struct CPUTimingSource: EntropySource {
  package let descriptor: SourceDescriptor
  package let activity = SourceActivity()
  private let system: any DeviceSystem
  private let makeTimer: @Sendable () -> (any IntervalTimer)?

  /// Samples a second, by the measurement above.
  package static let nominalRate = 800_000
  /// What its records name as the driver.
  package static let driver = "cpu-timing"

  /// Makes a source; measures nothing.
  ///
  /// - Parameters:
  ///   - claim: min-entropy of a sample.
  ///   - system: tells which processor it is.
  ///   - makeTimer: gives each session its timer; `nil` when there is no memory for one.
  package init(
    id: String = "cpu-timing", claim: MinEntropy? = nil, system: any DeviceSystem = LinuxSystem(),
    makeTimer: @escaping @Sendable () -> (any IntervalTimer)? = { MemoryTimer() }
  ) {
    self.system = system
    self.makeTimer = makeTimer
    descriptor = SourceDescriptor(
      id: id, name: "timing of the processor's memory accesses", kind: .nonPhysical, secrecy: .sharedWithHost,
      independenceGroup: IndependenceGroup(rawValue: "cpu-timing"), conditioning: .raw, pacing: .pollable,
      samplesPerSecond: Self.nominalRate, restart: .deviceReopened, claim: claim,
      provenance: SourceProvenance(origin: "time-stamp counter"))
  }

  /// Every processor has a counter; whether it tells anything is found out when a session is opened.
  package func probe() -> SourceAvailability { .present }

  /// Opens a session and measures the grid of the counter.
  ///
  /// - Throws: ``SourceError/tooFewSymbols(found:required:)`` where intervals do not differ.
  package func open(
    for purpose: SessionPurpose, clock: any MonotonicClock
  ) throws(SourceError) -> any NoiseSession {
    let context = try SessionContext(
      descriptor: descriptor, activity: activity, clock: clock, purpose: purpose)
    guard let timer = makeTimer() else {
      throw .memory(.mappingRefused(byteCount: MemoryTimer.byteCount, errno: Errno.outOfMemory.code))
    }
    return try CPUTimingSession(
      context: context, identity: DeviceIdentity(driver: Self.driver, serial: processor), timer: timer)
  }

  /// The processor's model: what was assessed on one says nothing of another.
  private var processor: String? {
    guard let text = try? system.text(path: "/proc/cpuinfo") else { return nil }
    var parts: [String] = []
    for line in text.split(separator: "\n") {
      let pair = line.split(separator: ":", maxSplits: 1)
      guard pair.count == 2 else { continue }
      func trimmed(_ part: Substring) -> String {
        part.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
      }
      let (name, value) = (trimmed(pair[0]), trimmed(pair[1]))
      // The name on x86; on Arm the numbers that stand for one, of the first processor.
      if name == "model name" { return value }
      if ["CPU implementer", "CPU variant", "CPU part", "CPU revision"].contains(name), parts.count < 4 {
        parts.append(value)
      }
    }
    return parts.isEmpty ? nil : "Arm " + parts.joined(separator: " ")
  }
}
