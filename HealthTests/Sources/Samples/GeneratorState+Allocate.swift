// SPDX-License-Identifier: Apache-2.0
internal import SecretMemory

extension GeneratorState {
  /// Makes a state with this module's error.
  static func allocate(byteCount: Int) throws(HealthTestError) -> GeneratorState {
    do throws(SecretMemoryError) { return try GeneratorState(byteCount: byteCount) } catch {
      throw .memory(error)
    }
  }
}
