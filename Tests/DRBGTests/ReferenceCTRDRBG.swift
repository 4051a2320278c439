// SPDX-License-Identifier: Apache-2.0
import Primitives

/// CTR_DRBG AES-256 as SP 800-90A Rev. 1 writes it down, on plain arrays and single AES blocks.
///
/// Slow and leaving its secrets everywhere; it shares nothing with the mechanism under test but the AES block function.
struct ReferenceCTRDRBG {
  let usesDerivationFunction: Bool
  private(set) var key = [UInt8](repeating: 0, count: 32)
  private(set) var v = [UInt8](repeating: 0, count: 16)

  /// 10.2.1.3.
  init(
    usesDerivationFunction: Bool, entropy: [UInt8], nonce: [UInt8] = [], personalization: [UInt8] = []
  ) throws {
    self.usesDerivationFunction = usesDerivationFunction
    if usesDerivationFunction {
      try update(Self.blockCipherDF(entropy + nonce + personalization))
    } else {
      try update(xor(entropy, padded(personalization)))
    }
  }

  /// A state of which K and V are known.
  init(usesDerivationFunction: Bool, key: [UInt8], v: [UInt8]) {
    self.usesDerivationFunction = usesDerivationFunction
    self.key = key
    self.v = v
  }

  /// 10.2.1.4.
  mutating func reseed(_ entropy: [UInt8], additionalInput: [UInt8] = []) throws {
    if usesDerivationFunction {
      try update(Self.blockCipherDF(entropy + additionalInput))
    } else {
      try update(xor(entropy, padded(additionalInput)))
    }
  }

  /// 10.2.1.5.
  mutating func generate(_ count: Int, additionalInput: [UInt8] = []) throws -> [UInt8] {
    var input = [UInt8](repeating: 0, count: 48)
    if !additionalInput.isEmpty {
      input = usesDerivationFunction ? try Self.blockCipherDF(additionalInput) : padded(additionalInput)
      try update(input)
    }
    var temp: [UInt8] = []
    while temp.count < count {
      increment()
      temp += try Self.encrypt(v, key)
    }
    try update(input)
    return Array(temp.prefix(count))
  }

  /// 10.3.2; the seed material of an instance with derivation function.
  static func blockCipherDF(_ input: [UInt8]) throws -> [UInt8] {
    var s = bigEndian(input.count) + bigEndian(48) + input + [0x80]
    while !s.count.isMultiple(of: 16) { s.append(0) }
    var key = (0..<32).map { UInt8($0) }
    var temp: [UInt8] = []
    for i in 0..<3 {
      // 10.3.3
      var chain = [UInt8](repeating: 0, count: 16)
      let data = bigEndian(i) + [UInt8](repeating: 0, count: 12) + s
      for start in stride(from: 0, to: data.count, by: 16) {
        chain = try encrypt(zip(chain, data[start..<start + 16]).map { $0 ^ $1 }, key)
      }
      temp += chain
    }
    key = Array(temp[0..<32])
    var x = Array(temp[32..<48])
    var result: [UInt8] = []
    for _ in 0..<3 {
      x = try encrypt(x, key)
      result += x
    }
    return result
  }

  /// AES-256 of one block.
  static func encrypt(_ block: [UInt8], _ key: [UInt8]) throws -> [UInt8] {
    var cipher = try AES256(key: key.span)
    var result = block
    var span = result.mutableSpan
    try cipher.encrypt(&span, in: 0..<16)
    return result
  }

  /// 10.2.1.2.
  private mutating func update(_ providedData: [UInt8]) throws {
    var temp: [UInt8] = []
    for _ in 0..<3 {
      increment()
      temp += try Self.encrypt(v, key)
    }
    temp = xor(temp, providedData)
    key = Array(temp[0..<32])
    v = Array(temp[32..<48])
  }

  private mutating func increment() {
    for index in v.indices.reversed() {
      v[index] &+= 1
      if v[index] != 0 { return }
    }
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private func padded(_ input: [UInt8]) -> [UInt8] { input + [UInt8](repeating: 0, count: 48 - input.count) }
  private func xor(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] { zip(a, b).map { $0 ^ $1 } }
}
