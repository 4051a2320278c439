// SPDX-License-Identifier: Apache-2.0
internal import HealthTests
internal import SecretMemory

/// One opened source, confined to the thread that opened it.
///
/// A source implements ``read(into:deadline:)``; collectors call ``collect(sampleCount:deadline:)``.
package protocol NoiseSession: AnyObject {
  /// What every session has.
  var context: SessionContext { get }

  /// The device found at the opening.
  var identity: DeviceIdentity { get }

  /// Fills `buffer` from its start until it is full or `deadline` has passed, and returns how many samples it wrote:
  /// at least one, and a multiple of the block size. At least one attempt is made, even after the deadline.
  ///
  /// `buffer.count` is a multiple of the block size, at least one block. No wait lasts beyond the deadline; a driver
  /// that blocks in spite of `O_NONBLOCK` is the exception nobody can cure, and holds this thread alone.
  ///
  /// - Throws: ``SourceError/timedOut(waitedNanoseconds:)`` or ``SourceError/notReady(waitedNanoseconds:)`` when the
  ///   deadline passed without a sample; any other error when what was read is not to be used.
  func read(into buffer: inout MutableSpan<UInt8>, deadline: Instant) throws(SourceError) -> Int

  /// Wipes what was read and not delivered yet (less than a block), so that the next samples are all younger than
  /// this call: prediction resistance wants that. The stream has a gap then.
  func discardBuffered()

  /// Closes the device; more than once is harmless. A session that goes out of scope closes itself.
  func close()
}

extension NoiseSession {
  /// Collects at most `sampleCount` samples, rounded up to whole blocks, until `deadline`.
  ///
  /// - Parameter sampleCount: 1...``NoiseCollection/largestSampleCount``.
  /// - Returns: At least one sample. Fewer than asked for are normal, and are marked `.short`.
  /// - Throws: see ``SourceError``; nothing that was read before the error survives it.
  package func collect(sampleCount: Int, deadline: Instant) throws(SourceError) -> SampleBatch {
    guard context.purpose == .collection else { throw .wrongPurpose(context.purpose) }
    guard (1...NoiseCollection.largestSampleCount).contains(sampleCount) else {
      throw .sampleCountOutOfRange(sampleCount: sampleCount, limit: NoiseCollection.largestSampleCount)
    }
    let descriptor = context.descriptor
    let wanted = descriptor.wholeBlocks(sampleCount)
    let started = context.clock.now()
    var samples: RawSamples
    do throws(SecretMemoryError) {
      samples = try RawSamples(
        source: descriptor.id, sequence: context.activity.takeSequence(),
        bitsPerSample: descriptor.bitsPerSample, capacity: wanted)
    } catch { throw .memory(error) }
    let filled = try samples.fill { (buffer: inout MutableSpan<UInt8>) throws(SourceError) -> Int in
      let count = try countedRead(into: &buffer, deadline: deadline)
      try checkWidth(buffer, count: count)
      return count
    }
    guard filled != nil else { throw .lostInFork }
    return SampleBatch(
      samples: samples, status: samples.count < wanted ? .short : .complete, started: started,
      finished: context.clock.now())
  }

  /// ``read(into:deadline:)``, counted.
  func countedRead(into buffer: inout MutableSpan<UInt8>, deadline: Instant) throws(SourceError) -> Int {
    let wanted = buffer.count
    do throws(SourceError) {
      let count = try read(into: &buffer, deadline: deadline)
      context.activity.count { counters in
        counters.collections += 1
        counters.samples += UInt64(count)
        if count < wanted { counters.shortBatches += 1 }
      }
      return count
    } catch {
      context.activity.count { counters in
        counters.collections += 1
        switch error {
        case .timedOut, .notReady: counters.timeouts += 1
        default: counters.errors += 1
        }
      }
      throw error
    }
  }

  /// A sample that is wider than its alphabet would break the count of the tests, and shows a wrong mode.
  private func checkWidth(_ buffer: borrowing MutableSpan<UInt8>, count: Int) throws(SourceError) {
    let bits = context.descriptor.bitsPerSample
    guard bits < 8 else { return }
    for index in 0..<count where buffer[index] >> UInt8(bits) != 0 { throw .malformed(bitsPerSample: bits) }
  }
}

/// Limits of a collection.
package enum NoiseCollection {
  /// The most samples in one batch, 65,536: one alarm never drops more than seven seconds of a 10 kB/s device, and
  /// the batch fits eight times into the 8 MiB that Linux lets an unprivileged process lock.
  package static let largestSampleCount = 65_536
}
