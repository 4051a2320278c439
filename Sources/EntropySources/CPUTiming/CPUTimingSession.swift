// SPDX-License-Identifier: Apache-2.0

/// A session of ``CPUTimingSource``.
final class CPUTimingSession: NoiseSession {
  let context: SessionContext
  let identity: DeviceIdentity
  private let timer: any IntervalTimer
  private let grid: TickGrid

  /// Samples between two looks at the clock: a third of a millisecond.
  private static let piece = 256

  init(
    context: SessionContext, identity: DeviceIdentity, timer: any IntervalTimer
  ) throws(SourceError) {
    self.context = context
    self.identity = identity
    self.timer = timer
    var intervals = [UInt64](repeating: 0, count: TickGrid.measured)
    var span = intervals.mutableSpan
    timer.measure(into: &span)
    grid = TickGrid(intervals)
    guard grid.symbols >= TickGrid.leastSymbols else {
      throw .tooFewSymbols(found: grid.symbols, required: TickGrid.leastSymbols)
    }
    context.countOpening()
  }

  func read(into buffer: inout MutableSpan<UInt8>, deadline: Instant) throws(SourceError) -> Int {
    guard context.isOpen else { throw .closed }
    var filled = 0
    while filled < buffer.count {
      let count = min(Self.piece, buffer.count - filled)
      timer.sample(into: &buffer, range: filled..<filled + count, grid: grid.ticks)
      filled += count
      guard context.clock.now() < deadline else { break }
    }
    context.activity.count { counters in
      counters.reads += 1
      counters.bytes += UInt64(filled)
    }
    return filled
  }

  func discardBuffered() {}

  func close() { context.end() }
}
