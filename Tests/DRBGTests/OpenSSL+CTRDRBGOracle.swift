// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// OpenSSL's own CTR-DRBG over a TEST-RAND parent that hands out chosen entropy.
///
/// Traps: TEST-RAND lies outside the FIPS property; its strength, entropy and nonce are set before it is
/// instantiated, and the entropy anew before each reseed, since all of it is handed out every time; a null
/// personalization pointer means OpenSSL's default string; entropy given to `EVP_RAND_reseed` itself would make two
/// reseeds.
@safe struct CTRDRBGOracle: ~Copyable {
  struct Failure: Error { let call: String }

  private let parent: OpaquePointer
  private let child: OpaquePointer

  /// An instantiated DRBG. TEST-RAND's nonce is used with derivation function only.
  init(
    usesDerivationFunction: Bool, entropy: [UInt8], nonce: [UInt8], personalization: [UInt8]
  ) throws(Failure) {
    let parent = unsafe try Self.context("TEST-RAND", "-fips", nil)
    let parentParameters = ParameterList()
    parentParameters.append(OSSL_RAND_PARAM_STRENGTH, UInt32(256))
    parentParameters.append(OSSL_RAND_PARAM_TEST_ENTROPY, entropy)
    // TEST-RAND refuses an absent nonce; without derivation function nobody asks for it.
    parentParameters.append(OSSL_RAND_PARAM_TEST_NONCE, nonce.isEmpty ? [0] : nonce)
    guard unsafe EVP_RAND_instantiate(parent, 256, 0, nil, 0, parentParameters.start) == 1 else {
      unsafe EVP_RAND_CTX_free(parent)
      throw Failure(call: "instantiate TEST-RAND")
    }
    let child: OpaquePointer
    do throws(Failure) {
      unsafe child = try Self.context("CTR-DRBG", nil, parent)
    } catch {
      unsafe EVP_RAND_CTX_free(parent)
      throw error
    }
    let childParameters = ParameterList()
    childParameters.append(OSSL_DRBG_PARAM_CIPHER, "AES-256-CTR")
    childParameters.append(OSSL_DRBG_PARAM_USE_DF, Int32(usesDerivationFunction ? 1 : 0))
    // A byte behind the string, so that an empty one has an address too.
    let string = personalization + [0]
    guard
      unsafe EVP_RAND_CTX_set_params(child, childParameters.start) == 1,
      unsafe EVP_RAND_instantiate(child, 256, 0, string, string.count - 1, nil) == 1
    else {
      unsafe EVP_RAND_CTX_free(child)
      unsafe EVP_RAND_CTX_free(parent)
      throw Failure(call: "instantiate CTR-DRBG")
    }
    unsafe self.parent = parent
    unsafe self.child = child
  }

  deinit {
    unsafe EVP_RAND_CTX_free(child)
    unsafe EVP_RAND_CTX_free(parent)
  }

  mutating func reseed(_ entropy: [UInt8], additionalInput: [UInt8]) throws(Failure) {
    try bring(entropy)
    guard unsafe EVP_RAND_reseed(child, 0, nil, 0, additionalInput, additionalInput.count) == 1 else {
      throw Failure(call: "reseed")
    }
  }

  /// With `entropy`, a request with prediction resistance.
  mutating func generate(
    _ count: Int, reseedingWith entropy: [UInt8]?, additionalInput: [UInt8]
  ) throws(Failure) -> [UInt8] {
    if let entropy { try bring(entropy) }
    var output = [UInt8](repeating: 0, count: count)
    let resistance: Int32 = entropy == nil ? 0 : 1
    guard
      unsafe EVP_RAND_generate(
        child, &output, count, 256, resistance, additionalInput, additionalInput.count) == 1
    else { throw Failure(call: "generate") }
    return output
  }

  private mutating func bring(_ entropy: [UInt8]) throws(Failure) {
    let parameters = ParameterList()
    parameters.append(OSSL_RAND_PARAM_TEST_ENTROPY, entropy)
    guard unsafe EVP_RAND_CTX_set_params(parent, parameters.start) == 1 else {
      throw Failure(call: "set test entropy")
    }
  }

  private static func context(
    _ name: String, _ properties: String?, _ parent: OpaquePointer?
  ) throws(Failure) -> OpaquePointer {
    guard let algorithm = unsafe EVP_RAND_fetch(nil, name, properties) else {
      throw Failure(call: "fetch \(name)")
    }
    defer { unsafe EVP_RAND_free(algorithm) }
    guard let context = unsafe EVP_RAND_CTX_new(algorithm, parent) else { throw Failure(call: "new \(name)") }
    return unsafe context
  }
}

/// An array of OSSL_PARAM with copies of all that its entries point to, since they outlive the calls that make them.
@safe private final class ParameterList {
  private static let capacity = 4
  let start = UnsafeMutablePointer<OSSL_PARAM>.allocate(capacity: capacity)
  private var count = 0
  private var copies: [UnsafeMutableRawPointer] = unsafe []

  init() { unsafe start.initialize(repeating: OSSL_PARAM_construct_end(), count: Self.capacity) }

  deinit {
    unsafe copies.forEach { unsafe $0.deallocate() }
    unsafe start.deallocate()
  }

  func append(_ key: String, _ value: UInt32) {
    let value = unsafe copy([value]).assumingMemoryBound(to: UInt32.self)
    unsafe append(OSSL_PARAM_construct_uint(copy(key), value))
  }

  func append(_ key: String, _ value: Int32) {
    let value = unsafe copy([value]).assumingMemoryBound(to: Int32.self)
    unsafe append(OSSL_PARAM_construct_int(copy(key), value))
  }

  func append(_ key: String, _ value: [UInt8]) {
    unsafe append(OSSL_PARAM_construct_octet_string(copy(key), copy(value), value.count))
  }

  func append(_ key: String, _ value: String) {
    unsafe append(OSSL_PARAM_construct_utf8_string(copy(key), copy(value), 0))
  }

  private func append(_ parameter: OSSL_PARAM) {
    precondition(count < Self.capacity - 1, "room for the end")
    unsafe start[count] = unsafe parameter
    count += 1
  }

  private func copy(_ string: String) -> UnsafeMutablePointer<CChar> {
    unsafe copy(Array(string.utf8CString)).assumingMemoryBound(to: CChar.self)
  }

  private func copy<T: BitwiseCopyable>(_ values: [T]) -> UnsafeMutableRawPointer {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, values.count * MemoryLayout<T>.stride), alignment: MemoryLayout<T>.alignment)
    unsafe memory.initializeMemory(as: T.self, from: values, count: values.count)
    unsafe copies.append(memory)
    return unsafe memory
  }
}
