// SPDX-License-Identifier: Apache-2.0

/// Why secret memory could not be had.
public enum SecretMemoryError: Error, Equatable, Sendable {
  /// The kernel refused the mapping; free memory, or raise the process's address space limit.
  case mappingRefused(byteCount: Int, errno: Int32)
  /// The length asked for is not in 1...`limit` bytes; ask for one that is.
  case byteCountOutOfRange(byteCount: Int, limit: Int)
}
