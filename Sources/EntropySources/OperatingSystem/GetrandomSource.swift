// SPDX-License-Identifier: Apache-2.0

/// The kernel's generator: getrandom(2).
///
/// It is another generator's output, with a strength and no entropy figure; what it is worth is a matter of the
/// profile and not said here, hence no claim. `GRND_INSECURE` cannot be asked for (requirement I-1).
package struct GetrandomSource: EntropySource {
  package let descriptor: SourceDescriptor
  package let activity = SourceActivity()
  private let system: any DeviceSystem

  /// Makes the source on `system`.
  package init(id: String = "getrandom", system: any DeviceSystem = LinuxSystem()) {
    self.system = system
    descriptor = SourceDescriptor(
      id: id, name: "operating system generator", kind: .deterministicConditioned, secrecy: .secret,
      independenceGroup: .kernel, conditioning: .opaque(by: "the kernel's generator"), pacing: .pollable,
      samplesPerSecond: Self.nominalRate, restart: .none,
      provenance: SourceProvenance(origin: GetrandomSession.call))
  }

  /// 2^27 bytes a second: half of the 255 MB/s measured on the slowest machine at hand, 2026-11.
  private static let nominalRate = 1 << 27

  /// Present unless the kernel has no such call or a filter forbids it. A generator that is not initialised yet counts
  /// as present: it will be.
  package func probe() -> SourceAvailability {
    var nothing = [UInt8]()
    var buffer = nothing.mutableSpan
    do throws(Errno) {
      _ = try system.getrandom(into: &buffer, range: 0..<0)
      return .present
    } catch {
      switch GetrandomSession.sourceError(error) {
      case .unsupported(let call): return .absent(reason: .unsupported(call: call))
      case .denied(let path, let errno, let fix):
        return .denied(reason: .denied(path: path, errno: errno, fix: fix))
      default: return .present
      }
    }
  }

  package func open(
    for purpose: SessionPurpose, clock: any MonotonicClock
  ) throws(SourceError) -> any NoiseSession {
    switch probe() {
    case .present: break
    case .absent(let reason), .denied(let reason): throw reason
    }
    let context = try SessionContext(
      descriptor: descriptor, activity: activity, clock: clock, purpose: purpose)
    return GetrandomSession(context: context, system: system)
  }
}
