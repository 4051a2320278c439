// SPDX-License-Identifier: Apache-2.0
internal import SecretMemory

/// A session of ``HardwareDeviceSource``.
///
/// Reads go to a small buffer in secret memory first: it assembles short reads (a TPM gives 32 bytes) to blocks, and
/// keeps an incomplete block for the next call, so that no sample is lost between two batches.
final class HardwareDeviceSession: NoiseSession {
  let context: SessionContext
  let identity: DeviceIdentity
  private let errors: DeviceErrors
  private let identification: DeviceIdentification
  private let system: any DeviceSystem
  private let interval: UInt64
  private let blockSize: Int
  /// `nil` once closed.
  private var descriptor: Int32?
  private var staging: GeneratorState
  /// Bytes at the start of `staging` that are not delivered; less than a block between two calls of `step`.
  private var pending = 0
  /// Set by an error after which this session cannot be trusted or has nothing to read; repeated until it is closed.
  private var failure: SourceError?

  /// The most bytes of one read(2): the device cannot hold the thread for more than this at a time where its driver
  /// blocks in spite of `O_NONBLOCK`.
  private static let largestRead = 1024

  /// Takes over `descriptor`, unless it throws.
  init(
    context: SessionContext, configuration: HardwareDeviceConfiguration, identification: DeviceIdentification,
    identity: DeviceIdentity, descriptor: Int32, system: any DeviceSystem
  ) throws(SourceError) {
    // An incomplete block may be pending when the largest read comes.
    let capacity = configuration.blockSize + Self.largestRead
    do throws(SecretMemoryError) { staging = try GeneratorState(byteCount: capacity) } catch {
      throw .memory(error)
    }
    self.context = context
    self.identity = identity
    self.identification = identification
    self.system = system
    errors = DeviceErrors(path: configuration.path)
    interval = configuration.intervalNanoseconds
    blockSize = configuration.blockSize
    self.descriptor = descriptor
    context.countOpening()
  }

  deinit { close() }

  func read(into buffer: inout MutableSpan<UInt8>, deadline: Instant) throws(SourceError) -> Int {
    guard let descriptor else { throw .closed }
    if let failure { throw failure }
    do throws(SourceError) {
      let started = context.clock.now()
      try checkIdentity()
      let filled = try fill(&buffer, from: descriptor, deadline: deadline)
      // Before the deadline is spoken of: a device that changed is the better explanation of a silence.
      try checkIdentity()
      guard filled > 0 else {
        throw .timedOut(waitedNanoseconds: context.clock.now().nanoseconds(since: started))
      }
      return filled
    } catch {
      if case .timedOut = error { throw error }
      discardBuffered()
      switch error {
      case .gone, .absent, .denied, .identityChanged, .lostInFork: failure = error
      default: break
      }
      throw error
    }
  }

  func discardBuffered() {
    staging.wipe()
    pending = 0
  }

  func close() {
    guard let descriptor else { return }
    self.descriptor = nil
    system.close(descriptor: descriptor)
    discardBuffered()
    context.end()
  }

  /// The kernel switches /dev/hwrng to another device without a word when one is unplugged or a better one comes: the
  /// name is compared before and after each batch.
  private func checkIdentity() throws(SourceError) {
    let now = try identification.currentGenerator(of: identity.number)
    guard now == identity.generator else {
      context.activity.count { $0.provenanceChanges += 1 }
      var changed = identity
      changed.generator = now
      throw .identityChanged(from: identity, to: changed)
    }
  }

  /// Reads until `buffer` is full or the deadline has passed; returns whole blocks.
  private func fill(
    _ buffer: inout MutableSpan<UInt8>, from descriptor: Int32, deadline: Instant
  ) throws(SourceError) -> Int {
    var filled = 0
    while filled + blockSize <= buffer.count {
      switch try readOnce(from: descriptor, wanted: buffer.count - filled) {
      case .data:
        filled += try deliver(to: &buffer, at: filled)
        guard context.clock.now() < deadline else { return filled }
      case .interrupted:
        guard context.clock.now() < deadline else { return filled }
      case .nothing:
        guard context.clock.pause(nanoseconds: interval, until: deadline) else { return filled }
      }
    }
    return filled
  }

  private enum Attempt { case data, nothing, interrupted }

  /// One read(2) to the end of what is pending.
  private func readOnce(from descriptor: Int32, wanted: Int) throws(SourceError) -> Attempt {
    // Whole blocks that hold what is missing beside the pending part.
    let missing = (wanted - pending + blockSize - 1) / blockSize * blockSize
    let count = min(missing, Self.largestRead / blockSize * blockSize)
    let start = pending
    let result: Int?
    do throws(Errno) {
      result = try staging.withMutableBytes { (bytes: inout MutableSpan<UInt8>) throws(Errno) -> Int in
        try system.read(descriptor: descriptor, into: &bytes, range: start..<start + count)
      }
    } catch .wouldBlock {
      context.activity.count { $0.wouldBlock += 1 }
      return .nothing
    } catch .interrupted {
      context.activity.count { $0.interrupted += 1 }
      return .interrupted
    } catch {
      throw errors.reading(error)
    }
    guard let got = result else { throw .lostInFork }
    // A read of nothing is a failure, not an empty success (requirement I-2).
    guard got > 0 else { throw .gone(path: errors.path, reason: .endOfFile) }
    context.activity.count { counters in
      counters.reads += 1
      counters.bytes += UInt64(got)
      if got < count { counters.shortReads += 1 }
    }
    pending += got
    return .data
  }

  /// Moves the whole blocks of `staging` to `buffer` and what is left over to the start.
  private func deliver(to buffer: inout MutableSpan<UInt8>, at offset: Int) throws(SourceError) -> Int {
    let whole = min(pending / blockSize * blockSize, buffer.count - offset)
    let rest = pending - whole
    let isAlive: Void? = staging.withMutableBytes { bytes in
      for index in 0..<whole { buffer[offset + index] = bytes[index] }
      for index in 0..<rest { bytes[index] = bytes[whole + index] }
      // What has moved must not stay behind in a second place.
      for index in rest..<rest + whole { bytes[index] = 0 }
    }
    guard isAlive != nil else { throw .lostInFork }
    pending = rest
    return whole
  }
}
