// SPDX-License-Identifier: Apache-2.0
internal import Primitives
internal import SecretMemory

/// The arithmetic of CTR_DRBG AES-256 (SP 800-90A 10.2.1.2 to 10.2.1.5): no checks, no counters.
///
/// Key lives in libcrypto's context and nowhere else; V stands in the instance's state memory. The blocks that the
/// standard makes by incrementing V and encrypting it are a key stream of AES-256 in counter mode, whose counter
/// is 128 bits wide.
struct CTRDRBGAlgorithm: ~Copyable {
  /// Up to this length a request and the update behind it come from one libcrypto call and are copied; above it, the
  /// copy would cost more than the second call.
  private static let smallRequest = 256
  /// From this length on, counter mode's faster stream outweighs its slower keying.
  private static let bulkRequest = 1024

  /// What lies where in the instance's state memory.
  private enum Layout {
    /// seed_material, or additional_input once padded or derived.
    static let seedMaterial = 0..<48
    /// The derivation function's chaining values.
    static let chains = 48..<96
    /// A small request, or the unused tail of a large one, and behind it temp of CTR_DRBG_Update.
    static let output = 96..<(96 + smallRequest + 48)
    /// V. Everything before it is zero between calls.
    static let v = output.upperBound
  }

  /// Length of the state memory that the functions below are handed.
  static let memoryByteCount = Layout.v + 16

  private var stream: AES256CounterStream
  /// `nil` in an instance without derivation function.
  private var derivation: BlockCipherDF?

  init(usesDerivationFunction: Bool) throws(PrimitiveError) {
    let stream = AES256CounterStream()
    let derivation = usesDerivationFunction ? try BlockCipherDF() : nil
    self.stream = stream
    self.derivation = derivation
  }

  /// Instantiate (10.2.1.3) when `freshState`, else reseed (10.2.1.4).
  ///
  /// With derivation function the seed material is derived from entropy || second || third; without, it is the
  /// entropy XOR the second and third, padded with zeros.
  mutating func seed(
    _ entropy: Span<UInt8>, _ second: Span<UInt8>, _ third: Span<UInt8>, freshState: Bool,
    memory: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    if derivation != nil {
      try derivation?.derive(
        entropy, second, third, memory: &memory, chains: Layout.chains, output: Layout.seedMaterial)
    } else {
      for index in Layout.seedMaterial { memory[index] = entropy[index] }
      for index in second.indices { memory[index] ^= second[index] }
      for index in third.indices { memory[index] ^= third[index] }
    }
    // Key = 0, V = 0: the scratch of the derivation function is zero.
    if freshState { try setState(at: Layout.chains.lowerBound, mode: .blocks, memory: &memory) }
    try update(temp: Layout.output.lowerBound, mode: .blocks, memory: &memory)
    memory.wipe(Layout.seedMaterial.lowerBound..<Layout.output.lowerBound + 48)
  }

  /// Generate (10.2.1.5) of at most max_number_of_bits_per_request; an empty additional input is Null.
  mutating func generate(
    into output: inout MutableSpan<UInt8>, additionalInput: Span<UInt8>, memory: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    let hasInput = !additionalInput.isEmpty
    let mode: AES256CounterStream.Mode = output.count < Self.bulkRequest ? .blocks : .bulk
    // Step 2: pad or derive the additional input to seedlen, and update with it.
    if hasInput {
      if derivation != nil {
        try derivation?.derive(
          additionalInput, Span(), Span(), memory: &memory, chains: Layout.chains, output: Layout.seedMaterial
        )
      } else {
        memory.copy(additionalInput, additionalInput.indices, to: Layout.seedMaterial.lowerBound)
      }
      try update(temp: Layout.output.lowerBound, mode: mode, memory: &memory)
    }
    // Steps 3 to 5: output blocks; the unused tail of the last one is dropped. The update's three blocks follow
    // in the same key stream.
    let start = Layout.output.lowerBound
    let isSmall = output.count <= Self.smallRequest
    let direct = isSmall ? 0 : output.count & ~15
    let rest = output.count - direct
    let temp = start + (rest + 15) & ~15
    var v = AES256CounterStream.Counter(memory.span, at: Layout.v)
    if direct > 0 { try stream.next(&output, in: 0..<direct, counter: &v) }
    try stream.next(&memory, in: start..<temp + 48, counter: &v)
    output.copy(memory.span, start..<start + rest, to: direct)
    // Step 6: update with the same additional input, or with zeros.
    try finishUpdate(temp: temp, withSeedMaterial: hasInput, mode: mode, memory: &memory)
    memory.wipe(hasInput ? 0..<temp + 48 : start..<temp + 48)
  }

  /// Puts a fresh context in place of the one that holds key and V, which libcrypto cleanses.
  mutating func erase() { stream = AES256CounterStream() }

  /// CTR_DRBG_Update (10.2.1.2) with the seed material as provided_data: temp at this place becomes three blocks of key
  /// stream, and the next key and V. The caller wipes temp.
  private mutating func update(
    temp: Int, mode: AES256CounterStream.Mode, memory: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    var v = AES256CounterStream.Counter(memory.span, at: Layout.v)
    try stream.next(&memory, in: temp..<temp + 48, counter: &v)
    try finishUpdate(temp: temp, withSeedMaterial: true, mode: mode, memory: &memory)
  }

  /// Steps 4 to 6 of CTR_DRBG_Update: temp XOR provided_data is the new key and the new V.
  private mutating func finishUpdate(
    temp: Int, withSeedMaterial: Bool, mode: AES256CounterStream.Mode, memory: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    if withSeedMaterial {
      memory.xor(Layout.seedMaterial, into: temp)
    }
    try setState(at: temp, mode: mode, memory: &memory)
  }

  /// Keys the stream with the 32 bytes at this place, and makes the 16 bytes behind them V.
  ///
  /// - Parameter mode: how the next request will probably want the stream: as this one did.
  private mutating func setState(
    at place: Int, mode: AES256CounterStream.Mode, memory: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    let v = AES256CounterStream.Counter(memory.span, at: place + AES256.keyByteCount)
    v.write(to: &memory, at: Layout.v)
    try stream.rekey(memory.span, keyAt: place, counter: v, mode: mode)
  }
}
