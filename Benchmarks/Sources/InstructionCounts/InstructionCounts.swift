// SPDX-License-Identifier: Apache-2.0
import RandomnessService

/// Draws again and again, for script/instructions, which counts, and script/fast-path, which reads the machine code.
///
/// Both find a kind of draw by the name of its function, a loop around nothing else. C/InstructionCounts.c is the same for
/// the C library.
@main struct InstructionCounts {
  static func main() throws {
    // Nothing that differs from machine to machine: no device, and no counter of clones in place of fresh randomness.
    let service = try Randomness.start(
      Configuration(sources: [.getrandom], clones: .mix), deadline: .seconds(60))
    var generator = service.generator()
    var sum: UInt64 = 0
    try count("swift-next", 8) { times in drawNext(times, &sum, &generator) }
    var eight = InlineArray<8, UInt8>(repeating: 0)
    try count("swift-8", 8) { times in try drawEightBytes(times, &eight, service) }
    var thirtyTwo = InlineArray<32, UInt8>(repeating: 0)
    try count("swift-32", 32) { times in try drawThirtyTwoBytes(times, &thirtyTwo, service) }
    for length in [8, 32] {
      var buffer = [UInt8](repeating: 0, count: length)
      try count("swift-span-\(length)", length) { times in
        var span = buffer.mutableSpan
        try drawSpan(times, &span, service)
      }
      try count("swift-array-\(length)", length) { times in try drawArray(times, &buffer, service) }
    }
  }

  /// Has `draw` draw twice with refills and twice without: script/instructions subtracts one from the other.
  ///
  /// The pool is empty before and after: the draws come to whole pools of 4 KiB, and 16 refills lie between the two with
  /// refills.
  private static func count(_ operation: String, _ byteCount: Int, draw: (Int) throws -> Void) throws {
    let pool = 4096 / byteCount
    let steps = [
      ("-", pool), ("refills", pool), ("refills", 17 * pool),
      ("-", 1), ("pool", 10), ("pool", 50), ("-", pool - 61),
    ]
    for (kind, times) in steps {
      try draw(times)
      report(operation, kind, times)
    }
  }
}

/// Says what has been done since the last report. At its end the counter writes its count down and begins anew.
@inline(never)
private func report(_ operation: String, _ kind: String, _ times: Int) { print(operation, kind, times) }

// What is drawn goes out by reference: a result that nobody uses would be optimised away, and its load with it.

@inline(never)
private func drawNext(_ times: Int, _ sum: inout UInt64, _ generator: inout RandomnessGenerator) {
  for _ in 0..<times { sum &+= generator.next() }
}

/// A length that the compiler knows.
@inline(never)
private func drawEightBytes(
  _ times: Int, _ bytes: inout InlineArray<8, UInt8>, _ service: Randomness
) throws(RandomnessError) {
  for _ in 0..<times {
    var span = bytes.mutableSpan
    try service.fill(&span)
  }
}

@inline(never)
private func drawThirtyTwoBytes(
  _ times: Int, _ bytes: inout InlineArray<32, UInt8>, _ service: Randomness
) throws(RandomnessError) {
  for _ in 0..<times {
    var span = bytes.mutableSpan
    try service.fill(&span)
  }
}

/// A length that shows at run time.
@inline(never)
private func drawSpan(
  _ times: Int, _ span: inout MutableSpan<UInt8>, _ service: Randomness
) throws(RandomnessError) {
  for _ in 0..<times { try service.fill(&span) }
}

@inline(never)
private func drawArray(
  _ times: Int, _ buffer: inout [UInt8], _ service: Randomness
) throws(RandomnessError) {
  for _ in 0..<times { try service.fill(&buffer) }
}
