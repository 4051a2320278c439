// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import CPlatform

/// What our generator is held against, called the way an application calls it.
enum Peers {
  /// OpenSSL's own generator.
  static func randBytes(_ byteCount: Int) -> Measurement {
    Measurement("RAND_bytes \(byteCount) B", byteCount: byteCount) { repetitions in
      let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCount)
      defer { unsafe buffer.deallocate() }
      for _ in 0..<repetitions { _ = unsafe RAND_bytes(buffer, Int32(byteCount)) }
    }
  }

  /// The system call.
  static func getrandom(_ byteCount: Int) -> Measurement {
    Measurement("getrandom(2) \(byteCount) B", byteCount: byteCount) { repetitions in
      let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCount)
      defer { unsafe buffer.deallocate() }
      for _ in 0..<repetitions { _ = unsafe platform_getrandom(buffer, byteCount, 0) }
    }
  }

  /// The same without a system call; `nil` where the kernel has no such function.
  static func vdso(_ byteCount: Int) -> Measurement? {
    guard let state = unsafe platform_vdso_state() else { return nil }
    // Kept for the life of the process, and used by one thread only.
    let address = UInt(bitPattern: state)
    return Measurement("vDSO getrandom \(byteCount) B", byteCount: byteCount) { repetitions in
      let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCount)
      defer { unsafe buffer.deallocate() }
      let state = unsafe UnsafeMutableRawPointer(bitPattern: address)
      for _ in 0..<repetitions { _ = unsafe platform_fresh_randomness(buffer, byteCount, state) }
    }
  }

  /// What Swift programs draw from by default.
  static func systemGenerator() -> Measurement {
    Measurement("SystemRandomNumberGenerator.next()", byteCount: 8) { repetitions in
      var generator = SystemRandomNumberGenerator()
      var sum: UInt64 = 0
      for _ in 0..<repetitions { sum &+= generator.next() }
      consume(sum)
    }
  }

  /// The ceiling: AES-256-CTR of libcrypto over zeros, one key for all.
  static func rawCounterMode(_ byteCount: Int) -> Measurement {
    Measurement("EVP AES-256-CTR \(byteCount) B", byteCount: byteCount) { repetitions in
      guard let context = unsafe EVP_CIPHER_CTX_new() else { return }
      defer { unsafe EVP_CIPHER_CTX_free(context) }
      let key = [UInt8](repeating: 1, count: 48)
      _ = unsafe EVP_EncryptInit_ex2(context, EVP_aes_256_ctr(), key, key, nil)
      let zeros = [UInt8](repeating: 0, count: byteCount)
      let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCount)
      defer { unsafe buffer.deallocate() }
      var written: Int32 = 0
      for _ in 0..<repetitions {
        _ = unsafe EVP_EncryptUpdate(context, buffer, &written, zeros, Int32(byteCount))
      }
    }
  }
}
