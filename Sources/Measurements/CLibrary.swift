// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The C functions of libwellspring, loaded as a program loads them.
@safe struct CLibrary {
  init?(path: String) { return nil }
  func fill(_ byteCount: Int, isMixing: Bool, _ name: String) -> Measurement {
    Measurement(name, byteCount: byteCount) { _ in }
  }
  func secret(_ byteCount: Int, isMixing: Bool, _ name: String) -> Measurement {
    Measurement(name, byteCount: byteCount) { _ in }
  }
}
