// SPDX-License-Identifier: Apache-2.0
internal import Primitives

/// The arithmetic of CTR_DRBG AES-256 (SP 800-90A 10.2.1.2 to 10.2.1.5): no checks, no counters.
///
/// Key and V live in libcrypto's counter-mode context and nowhere else; between calls it stands at V + 1. As its
/// counter is 128 bits wide, the blocks that the standard makes by incrementing V and encrypting it are the key
/// stream of that context.
struct CTRDRBGAlgorithm: ~Copyable {
  /// Up to this length a request and the update behind it come from one libcrypto call and are copied; above it, the
  /// copy would cost more than the second call.
  private static let smallRequest = 256

  /// What lies where in the instance's state memory, which is zero between calls.
  private enum Layout {
    /// seed_material, or additional_input once padded or derived.
    static let seedMaterial = 0..<48
    /// The derivation function's chaining values.
    static let chains = 48..<96
    /// A small request, or the unused tail of a large one, and behind it temp of CTR_DRBG_Update.
    static let output = 96..<(96 + smallRequest + 48)
  }

  /// Length of the state memory that the functions below are handed.
  static let memoryByteCount = Layout.output.upperBound

  private var stream: AES256CounterStream
  /// `nil` in an instance without derivation function.
  private var derivation: BlockCipherDF?

  init(usesDerivationFunction: Bool) throws(PrimitiveError) {
    let stream = try AES256CounterStream()
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
    if freshState { try setKey(at: Layout.chains.lowerBound, memory: &memory) }  // Key = 0, V = 0
    try update(temp: Layout.output.lowerBound, withSeedMaterial: true, memory: &memory)
    for index in Layout.seedMaterial { memory[index] = 0 }
  }

  /// Generate (10.2.1.5) of at most max_number_of_bits_per_request; an empty additional input is Null.
  mutating func generate(
    into output: inout MutableSpan<UInt8>, additionalInput: Span<UInt8>, memory: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    let hasInput = !additionalInput.isEmpty
    // Step 2: pad or derive the additional input to seedlen, and update with it.
    if hasInput {
      if derivation != nil {
        try derivation?.derive(
          additionalInput, Span(), Span(), memory: &memory, chains: Layout.chains, output: Layout.seedMaterial)
      } else {
        for index in additionalInput.indices { memory[index] = additionalInput[index] }
      }
      try update(temp: Layout.output.lowerBound, withSeedMaterial: true, memory: &memory)
    }
    // Steps 3 to 5: output blocks; the unused tail of the last one is dropped. The update's three blocks follow
    // in the same key stream.
    let start = Layout.output.lowerBound
    let isSmall = output.count <= Self.smallRequest
    let direct = isSmall ? 0 : output.count & ~15
    let rest = output.count - direct
    let temp = start + (rest + 15) & ~15
    if direct > 0 { try stream.next(&output, in: 0..<direct) }
    try stream.next(&memory, in: start..<temp + 48)
    for index in 0..<rest {
      output[direct + index] = memory[start + index]
      memory[start + index] = 0
    }
    for index in start + rest..<temp { memory[index] = 0 }
    // Step 6: update with the same additional input, or with zeros.
    try finishUpdate(temp: temp, withSeedMaterial: hasInput, memory: &memory)
    if hasInput { for index in Layout.seedMaterial { memory[index] = 0 } }
  }

  /// Puts a fresh context in place of the one that holds key and V, which libcrypto cleanses.
  mutating func erase() throws(PrimitiveError) { stream = try AES256CounterStream() }

  /// CTR_DRBG_Update (10.2.1.2): temp at this place becomes three blocks of key stream, and the next key and V.
  private mutating func update(
    temp: Int, withSeedMaterial: Bool, memory: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    try stream.next(&memory, in: temp..<temp + 48)
    try finishUpdate(temp: temp, withSeedMaterial: withSeedMaterial, memory: &memory)
  }

  /// Steps 4 to 6 of CTR_DRBG_Update: temp XOR provided_data is the new key and the new V.
  private mutating func finishUpdate(
    temp: Int, withSeedMaterial: Bool, memory: inout MutableSpan<UInt8>
  ) throws(PrimitiveError) {
    if withSeedMaterial {
      for index in Layout.seedMaterial { memory[temp + index] ^= memory[index] }
    }
    try setKey(at: temp, memory: &memory)
    for index in temp..<temp + 48 { memory[index] = 0 }
  }

  /// Keys the stream with the 32 bytes at this place and sets it to the 16 bytes behind them, plus one.
  private mutating func setKey(at place: Int, memory: inout MutableSpan<UInt8>) throws(PrimitiveError) {
    let v = place + 32
    // V = (V + 1) mod 2^128, big-endian.
    var index = v + 15
    memory[index] &+= 1
    while memory[index] == 0 && index > v {
      index -= 1
      memory[index] &+= 1
    }
    try stream.rekey(memory.span, keyAt: place, counterAt: v)
    for index in v..<v + 16 { memory[index] = 0 }
  }
}
