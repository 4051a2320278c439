// SPDX-License-Identifier: Apache-2.0

/// A session of ``GetrandomSource``. It holds no descriptor and buffers nothing.
final class GetrandomSession: NoiseSession {
  let context: SessionContext
  let identity = DeviceIdentity(driver: GetrandomSession.call)
  private let system: any DeviceSystem

  static let call = "getrandom(2)"

  /// Up to 256 bytes a call is all or nothing once the generator is initialised: no signal cuts it short
  /// (getrandom(2)).
  private static let largestRequest = 256
  /// An uninitialised generator is asked every 10 ms: it is ready within a second or so of boot, and a hundred calls a
  /// second cost nothing.
  private static let retryInterval: UInt64 = 10_000_000

  init(context: SessionContext, system: any DeviceSystem) {
    self.context = context
    self.system = system
    context.countOpening()
  }

  func read(into buffer: inout MutableSpan<UInt8>, deadline: Instant) throws(SourceError) -> Int {
    guard context.isOpen else { throw .closed }
    let started = context.clock.now()
    var filled = 0
    while filled < buffer.count {
      switch try askOnce(into: &buffer, from: filled) {
      case .data(let count):
        filled += count
        if context.clock.now() < deadline { continue }
      case .interrupted:
        if context.clock.now() < deadline { continue }
      case .notReady:
        if context.clock.pause(nanoseconds: Self.retryInterval, until: deadline) { continue }
        guard filled > 0 else {
          throw .notReady(waitedNanoseconds: context.clock.now().nanoseconds(since: started))
        }
      }
      break
    }
    guard filled > 0 else {
      throw .timedOut(waitedNanoseconds: context.clock.now().nanoseconds(since: started))
    }
    return filled
  }

  private enum Attempt { case data(Int), interrupted, notReady }

  private func askOnce(into buffer: inout MutableSpan<UInt8>, from start: Int) throws(SourceError) -> Attempt
  {
    let wanted = min(buffer.count - start, Self.largestRequest)
    let count: Int
    do throws(Errno) {
      count = try system.getrandom(into: &buffer, range: start..<start + wanted)
    } catch .interrupted {
      context.activity.count { $0.interrupted += 1 }
      return .interrupted
    } catch .wouldBlock {
      context.activity.count { $0.wouldBlock += 1 }
      return .notReady
    } catch {
      throw Self.sourceError(error)
    }
    // Linux never answers with nothing; whatever does must not keep this loop turning.
    guard count > 0 else { throw Self.sourceError(.inputOutput) }
    context.activity.count { counters in
      counters.reads += 1
      counters.bytes += UInt64(count)
      if count < wanted { counters.shortReads += 1 }
    }
    return .data(count)
  }

  func discardBuffered() {}

  func close() { context.end() }

  /// What an error of the call means for the source.
  static func sourceError(_ errno: Errno) -> SourceError {
    switch errno {
    case .notImplemented: .unsupported(call: call)
    case .notPermitted, .accessDenied:
      .denied(
        path: call, errno: errno, fix: "allow the getrandom system call in the seccomp filter of this process"
      )
    default: .io(call: call, path: nil, errno: errno)
    }
  }
}
