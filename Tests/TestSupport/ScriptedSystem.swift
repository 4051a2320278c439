// SPDX-License-Identifier: Apache-2.0
package import EntropySources
internal import SecretMemory

/// System calls from a script: bytes and error numbers per device, and a small sysfs. For tests of the real sources.
///
/// When a device's script is over it answers `EAGAIN` for ever; getrandom gives all that is asked for.
package final class ScriptedSystem: DeviceSystem {
  /// What one system call meets.
  package enum Step: Equatable, Sendable {
    /// So many bytes of seeded noise are there; what one call does not take stays for the next.
    case random(Int)
    /// These bytes are there; what one call does not take stays for the next.
    case bytes([UInt8])
    /// The call gives all that was asked for, now and ever after.
    case flood
    /// The call fails.
    case fails(Errno)
    /// This call and all after it fail.
    case failsForEver(Errno)
    /// The call gives 0 bytes.
    case endOfFile
    /// The call takes so long, whatever its deadline, and then meets the next step.
    case blocks(nanoseconds: UInt64)
    /// Before the call meets the next step, a sysfs file changes; `nil` removes it.
    case setText(path: String, String?)
  }

  /// A node and what happens to it.
  package struct Device: Sendable {
    /// What it is.
    package var status: FileStatus
    /// Error of stat.
    package var statError: Errno?
    /// Error of looking at its mode.
    package var readableError: Errno?
    /// Error of opening it.
    package var openError: Errno?
    /// Error of fstat.
    package var descriptorError: Errno?
    /// What its reads meet.
    package var steps: [Step]

    /// Makes a node.
    package init(
      status: FileStatus = FileStatus(kind: .characterDevice, deviceNumber: .kernelHardwareGenerator),
      steps: [Step] = []
    ) {
      self.status = status
      self.steps = steps
    }
  }

  /// Which calls were made, as a test wants to see them.
  package struct Log: Equatable, Sendable {
    /// Sizes of all reads, in order.
    package var readSizes: [Int] = []
    /// Sizes of all calls of getrandom but probes, in order.
    package var getrandomSizes: [Int] = []
    /// Paths of all openings that succeeded.
    package var opened: [String] = []
    /// How often rng_current and other texts were read.
    package var textReads = 0
  }

  private struct State {
    var devices: [String: Device] = [:]
    var texts: [String: String] = [:]
    var links: [String: String] = [:]
    var getrandom: [Step] = []
    var open: [Int32: String] = [:]
    var nextDescriptor: Int32 = 100
    var log = Log()
    var generator: SeededGenerator
  }

  private let state: Guarded<State>
  private let clock: FakeClock

  /// Makes a machine without any device.
  package init(clock: FakeClock, seed: UInt64) {
    self.clock = clock
    state = Guarded(State(generator: SeededGenerator(seed: seed)))
  }

  /// Makes a machine with /dev/hwrng and its rng_current.
  package convenience init(
    clock: FakeClock, seed: UInt64, current: String?, steps: [Step] = []
  ) {
    self.init(clock: clock, seed: seed)
    setDevice("/dev/hwrng", Device(steps: steps))
    setText(Self.currentPath, current)
  }

  /// Where the kernel names the generator behind /dev/hwrng.
  package static let currentPath = "/sys/class/misc/hw_random/rng_current"

  /// Adds, replaces or removes a node.
  package func setDevice(_ path: String, _ device: Device?) { state.withLock { $0.devices[path] = device } }

  /// Replaces what is still to happen to the reads of a node.
  package func setSteps(_ path: String, _ steps: [Step]) {
    state.withLock { $0.devices[path]?.steps = steps }
  }

  /// Replaces what is still to happen to getrandom.
  package func setGetrandom(_ steps: [Step]) { state.withLock { $0.getrandom = steps } }

  /// Writes or removes a sysfs file.
  package func setText(_ path: String, _ text: String?) { state.withLock { $0.texts[path] = text } }

  /// Makes a sysfs link whose target has this last component.
  package func setLink(_ path: String, _ name: String) { state.withLock { $0.links[path] = name } }

  /// The calls so far.
  package var log: Log { state.withLock { $0.log } }

  /// How many descriptors are open: what a test for leaks looks at.
  package var openDescriptorCount: Int { state.withLock { $0.open.count } }

  package func status(path: String) throws(Errno) -> FileStatus {
    let device = try device(path)
    if let error = device.statError { throw error }
    return device.status
  }

  package func checkReadable(path: String) throws(Errno) {
    if let error = try device(path).readableError { throw error }
  }

  package func open(path: String) throws(Errno) -> Int32 {
    if let error = try device(path).openError { throw error }
    return state.withLock { state in
      defer { state.nextDescriptor += 1 }
      state.open[state.nextDescriptor] = path
      state.log.opened.append(path)
      return state.nextDescriptor
    }
  }

  package func status(descriptor: Int32) throws(Errno) -> FileStatus {
    guard let path = state.withLock({ $0.open[descriptor] }) else { throw .badDescriptor }
    let device = try device(path)
    if let error = device.descriptorError { throw error }
    return device.status
  }

  package func read(
    descriptor: Int32, into buffer: inout MutableSpan<UInt8>, range: Range<Int>
  ) throws(Errno) -> Int {
    let size = range.count
    let bytes = try state.withLock { state throws(Errno) -> [UInt8] in
      guard let path = state.open[descriptor] else { throw .badDescriptor }
      state.log.readSizes.append(size)
      // A node that was taken away: the descriptor is still open, and the device behind it is not there.
      guard var steps = state.devices[path]?.steps else { throw .inputOutput }
      defer { state.devices[path]?.steps = steps }
      return try take(size, from: &steps, &state, atEnd: .wouldBlock)
    }
    for (offset, byte) in bytes.enumerated() { buffer[range.lowerBound + offset] = byte }
    return bytes.count
  }

  package func close(descriptor: Int32) { state.withLock { _ = $0.open.removeValue(forKey: descriptor) } }

  package func text(path: String) throws(Errno) -> String {
    let text = state.withLock { state in
      state.log.textReads += 1
      return state.texts[path]
    }
    guard let text else { throw .noSuchFile }
    return text
  }

  package func linkName(path: String) throws(Errno) -> String {
    guard let name = state.withLock({ $0.links[path] }) else { throw .noSuchFile }
    return name
  }

  package func getrandom(into buffer: inout MutableSpan<UInt8>, range: Range<Int>) throws(Errno) -> Int {
    let size = range.count
    let bytes = try state.withLock { state throws(Errno) -> [UInt8] in
      guard size > 0 else {
        // A probe meets the next step without using it up.
        if case .fails(let error) = state.getrandom.first { throw error }
        if case .failsForEver(let error) = state.getrandom.first { throw error }
        return []
      }
      state.log.getrandomSizes.append(size)
      var steps = state.getrandom
      defer { state.getrandom = steps }
      return try take(size, from: &steps, &state, atEnd: nil)
    }
    for (offset, byte) in bytes.enumerated() { buffer[range.lowerBound + offset] = byte }
    return bytes.count
  }

  private func device(_ path: String) throws(Errno) -> Device {
    guard let device = state.withLock({ $0.devices[path] }) else { throw .noSuchFile }
    return device
  }

  /// Lets one call meet the script.
  private func take(
    _ size: Int, from steps: inout [Step], _ state: inout State, atEnd: Errno?
  ) throws(Errno) -> [UInt8] {
    while let step = steps.first {
      if step != .flood, !step.isForEver { steps.removeFirst() }
      switch step {
      case .random(let count):
        let given = min(count, size)
        if count > given { steps.insert(.random(count - given), at: 0) }
        return (0..<given).map { _ in state.generator.byte() }
      case .bytes(let bytes):
        if bytes.count > size { steps.insert(.bytes(Array(bytes[size...])), at: 0) }
        return Array(bytes.prefix(size))
      case .flood: return (0..<size).map { _ in state.generator.byte() }
      case .fails(let error), .failsForEver(let error): throw error
      case .endOfFile: return []
      case .blocks(let nanoseconds): clock.advance(nanoseconds: nanoseconds)
      case .setText(let path, let text): state.texts[path] = text
      }
    }
    if let atEnd { throw atEnd }
    return (0..<size).map { _ in state.generator.byte() }
  }
}

extension ScriptedSystem.Step {
  fileprivate var isForEver: Bool {
    if case .failsForEver = self { true } else { false }
  }
}
