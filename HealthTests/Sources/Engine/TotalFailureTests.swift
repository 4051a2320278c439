// SPDX-License-Identifier: Apache-2.0
internal import SecretMemory

/// Tests for the ways in which opaque devices die (B-25), beside the two of SP 800-90B: on blocks of 64
/// bytes, aligned to the stream since the tests were made and kept across reads.
///
/// False-alarm probabilities per block, for an independent source with H bits of min-entropy per byte; a test
/// runs only where its own is at most 2^-60, and ``inForce`` says which do:
///
/// - all 0x00, all 0xff: at most 2^-(64 H) each; in force for H ≥ 60/64 = 0.9375. At H = 8 it is 2^-512.
/// - repeated: equal to one of the 64 blocks before it, at most 64 × 2^-(64 H) = 2^(6 - 64 H); in force for
///   H ≥ 66/64 = 1.03125. At H = 8 it is 2^-506. The 64 blocks find every stream whose period divides 64 n
///   bytes for an n up to 64: all periods up to 64 bytes, and longer ones such as 4096. The replay of a
///   longer recording is not seen.
/// - text only: 256 bytes of the 98 values tab, line feed, carriage return and 0x20...0x7e, as from a device
///   in a wrong mode that talks to a terminal. At most (98 × 2^-H)^256 = 2^(256 (6.615 - H)); in force for H
///   ≥ 6.875, where it is 2^-66.5. At H = 8 it is 2^-354.
struct TotalFailureTests: ~Copyable {
  static let blockSize = 64
  /// How many blocks back a repetition is looked for.
  static let history = 64
  /// Blocks of text in a row that fail: 256 bytes.
  static let textLimit = 4

  /// The tests whose false alarms are rare enough at the claim.
  let inForce: [HealthAlarm.Test]
  /// A ring of whole blocks, and behind it the block that is being filled. Samples, hence secret memory.
  private var memory: GeneratorState
  private var filled = 0
  private var blocks: UInt64 = 0
  private var blocksOfText = 0

  /// The tests that can be used at `minEntropy`; see the type for the bounds.
  static func usable(at minEntropy: MinEntropy) -> [HealthAlarm.Test] {
    var tests: [HealthAlarm.Test] = []
    if minEntropy.units >= 240 { tests += [.allZero, .allOnes] }
    if minEntropy.units >= 264 { tests.append(.repeatedBlock) }
    if minEntropy.units >= 1760 { tests.append(.textOnly) }
    return tests
  }

  init(minEntropy: MinEntropy) throws(HealthTestError) {
    inForce = Self.usable(at: minEntropy)
    memory = try GeneratorState.allocate(byteCount: (Self.history + 1) * Self.blockSize)
  }

  /// The tests of an opaque device, or none for any other.
  static func ifOpaque(_ configuration: HealthTestConfiguration) throws(HealthTestError) -> TotalFailureTests?
  {
    guard configuration.isOpaque else { return nil }
    return try TotalFailureTests(minEntropy: configuration.minEntropy)
  }

  /// Tests the next samples; `position` is the number of the first of them. `nil` when a fork has wiped the
  /// memory.
  mutating func test(_ samples: Span<UInt8>, position: UInt64) -> [AlarmRegister.Failure]? {
    var filled = self.filled
    var blocks = self.blocks
    var blocksOfText = self.blocksOfText
    let inForce = self.inForce
    let failures = memory.withMutableBytes { bytes in
      var failures: [AlarmRegister.Failure] = []
      let current = Self.history * Self.blockSize
      for index in samples.indices {
        bytes[current + filled] = samples[index]
        filled += 1
        guard filled == Self.blockSize else { continue }
        filled = 0
        let findings = Self.judge(bytes, blocks: blocks, blocksOfText: &blocksOfText)
        for finding in findings where inForce.contains(finding) {
          let count = finding == .textOnly ? Self.textLimit * Self.blockSize : Self.blockSize
          failures.append(
            AlarmRegister.Failure(
              test: finding, observed: count, cutoff: count, position: position + UInt64(index),
              isPermanent: true, isNew: true))
        }
        Self.keep(&bytes, blocks: blocks)
        blocks += 1
      }
      return failures
    }
    self.filled = filled
    self.blocks = blocks
    self.blocksOfText = blocksOfText
    return failures
  }

  /// What is wrong with the block that has just been filled.
  private static func judge(
    _ bytes: borrowing MutableSpan<UInt8>, blocks: UInt64, blocksOfText: inout Int
  ) -> [HealthAlarm.Test] {
    let current = history * blockSize
    let first = bytes[current]
    var isConstant = true
    var isText = true
    for index in current..<(current + blockSize) {
      isConstant = isConstant && bytes[index] == first
      isText = isText && Self.isText(bytes[index])
    }
    blocksOfText = isText ? blocksOfText + 1 : 0
    var findings: [HealthAlarm.Test] = []
    if isConstant, first == 0x00 { findings.append(.allZero) }
    if isConstant, first == 0xff { findings.append(.allOnes) }
    if isRepeated(bytes, blocks: blocks) { findings.append(.repeatedBlock) }
    if blocksOfText >= textLimit { findings.append(.textOnly) }
    return findings
  }

  private static func isRepeated(_ bytes: borrowing MutableSpan<UInt8>, blocks: UInt64) -> Bool {
    let current = history * blockSize
    for block in 0..<Int(min(blocks, UInt64(history))) {
      var equal = 0
      while equal < blockSize, bytes[block * blockSize + equal] == bytes[current + equal] { equal += 1 }
      if equal == blockSize { return true }
    }
    return false
  }

  /// Puts the block into the ring, over the oldest.
  private static func keep(_ bytes: inout MutableSpan<UInt8>, blocks: UInt64) {
    let current = history * blockSize
    let slot = Int(blocks % UInt64(history)) * blockSize
    for index in 0..<blockSize { bytes[slot + index] = bytes[current + index] }
  }

  private static func isText(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0a, 0x0d, 0x20...0x7e: true
    default: false
    }
  }
}
