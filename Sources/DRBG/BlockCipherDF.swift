// SPDX-License-Identifier: Apache-2.0
internal import Primitives
internal import SecretMemory

/// Block_Cipher_df for AES-256 with 384 bits of output (SP 800-90A 10.3.2, A-19).
///
/// The three BCC chains (10.3.3) that 384 bits need run side by side over the same data, one block at a time, so the
/// input is never copied into one string: it is absorbed where it lies.
struct BlockCipherDF: ~Copyable {
  /// no_of_bits_to_return / 8: seedlen.
  static let outputByteCount = 48
  /// Scratch that ``derive(_:_:_:memory:chains:output:)`` needs: three chaining values.
  static let chainsByteCount = 48

  /// The cipher under the fixed key 00 01 .. 1f of step 8; the key is a public constant.
  private var fixedKeyCipher: AES256
  /// The cipher of steps 10 to 13, whose key is another one each time and is overwritten after it.
  private var derivedKeyCipher: AES256

  init() throws(PrimitiveError) {
    let key = InlineArray<32, UInt8> { UInt8($0) }
    let zero = InlineArray<32, UInt8>(repeating: 0)
    let fixed = try AES256(key: key.span)
    derivedKeyCipher = try AES256(key: zero.span)
    fixedKeyCipher = fixed
  }

  /// Derives 48 bytes from the concatenation of three inputs, whose lengths the caller has limited.
  ///
  /// - Parameters:
  ///   - memory: the instance's state memory.
  ///   - chains: where in it there are ``chainsByteCount`` bytes of scratch; they are zero at return.
  ///   - output: where in it the 48 bytes go.
  mutating func derive(
    _ first: Span<UInt8>, _ second: Span<UInt8>, _ third: Span<UInt8>, memory: inout MutableSpan<UInt8>,
    chains: Range<Int>, output: Range<Int>
  ) throws(PrimitiveError) {
    let block = AES256.blockByteCount
    // Step 9.1 and the first block of BCC: its chaining value is zero, so chain i starts as E(K, IV_i), and IV_i is
    // the 32-bit integer i padded with zeros.
    memory.wipe(chains)
    for chain in 1..<3 { memory[chains.lowerBound + chain * block + 3] = UInt8(chain) }
    try fixedKeyCipher.encrypt(&memory, in: chains)

    // Steps 2 to 5: S = L || N || input_string || 0x80 || zeros up to a whole block. L counts the bytes of the whole
    // concatenation; N = 48.
    var position = 0
    let lengths = UInt64(first.count + second.count + third.count) << 32 | UInt64(Self.outputByteCount)
    for shift in stride(from: 56, through: 0, by: -8) {
      try absorb(UInt8(truncatingIfNeeded: lengths >> UInt64(shift)), at: &position, &memory, chains)
    }
    for index in first.indices { try absorb(first[index], at: &position, &memory, chains) }
    for index in second.indices { try absorb(second[index], at: &position, &memory, chains) }
    for index in third.indices { try absorb(third[index], at: &position, &memory, chains) }
    try absorb(0x80, at: &position, &memory, chains)
    while position != 0 { try absorb(0, at: &position, &memory, chains) }

    // Steps 10 to 13: K is the left 32 bytes of temp and X the rest; X is encrypted again and again, and the results
    // are the output.
    try derivedKeyCipher.rekey(memory.span.extracting(chains.prefix(AES256.keyByteCount)))
    var x = chains.lowerBound + AES256.keyByteCount
    for start in stride(from: output.lowerBound, to: output.upperBound, by: block) {
      for offset in 0..<block { memory[start + offset] = memory[x + offset] }
      try derivedKeyCipher.encrypt(&memory, in: start..<start + block)
      x = start
    }
    try derivedKeyCipher.erase()
    memory.wipe(chains)
  }

  /// Takes one byte of S into all three chains, and encrypts them when a block is full.
  private mutating func absorb(
    _ byte: UInt8, at position: inout Int, _ memory: inout MutableSpan<UInt8>, _ chains: Range<Int>
  ) throws(PrimitiveError) {
    for start in stride(from: chains.lowerBound + position, to: chains.upperBound, by: AES256.blockByteCount)
    {
      memory[start] ^= byte
    }
    position += 1
    if position == AES256.blockByteCount {
      try fixedKeyCipher.encrypt(&memory, in: chains)
      position = 0
    }
  }
}
