// SPDX-License-Identifier: Apache-2.0
internal import EntropySources

/// A session of ``ScriptedSource``.
final class ScriptedSession: NoiseSession {
  let context: SessionContext
  let identity: DeviceIdentity
  private let source: ScriptedSource
  private let generation: Int

  init(source: ScriptedSource, context: SessionContext, identity: DeviceIdentity, generation: Int) {
    self.source = source
    self.context = context
    self.identity = identity
    self.generation = generation
    context.countOpening()
  }

  func read(into buffer: inout MutableSpan<UInt8>, deadline: Instant) throws(SourceError) -> Int {
    guard context.isOpen else { throw .closed }
    let clock = context.clock
    let started = clock.now()
    var filled = 0
    source.beginCollection()
    collecting: while filled < buffer.count {
      let left = deadline.nanoseconds(since: clock.now())
      switch source.answer(wanted: buffer.count - filled, nanosecondsLeft: left, generation: generation) {
      case .samples(let samples, let nanoseconds):
        clock.sleep(nanoseconds: nanoseconds)
        for sample in samples {
          buffer[filled] = sample
          filled += 1
        }
        let count = samples.count
        context.activity.count { counters in
          counters.reads += 1
          counters.bytes += UInt64(count)
        }
      case .pause: break collecting
      case .silence:
        clock.sleep(nanoseconds: left)
        break collecting
      case .failure(let error):
        if case .identityChanged = error { context.activity.count { $0.provenanceChanges += 1 } }
        throw error
      }
    }
    guard filled > 0 else { throw .timedOut(waitedNanoseconds: clock.now().nanoseconds(since: started)) }
    return filled
  }

  func discardBuffered() {}

  func close() { context.end() }
}
