// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc

extension RandomFill {
  /// The operating system's generator, getrandom(2). Early in boot it is waited for.
  package static let system = RandomFill { bytes throws(EnvelopeError) in
    let errno: Int32 = unsafe bytes.withUnsafeMutableBytes { bytes in
      var filled = 0
      while filled < bytes.count {
        guard let start = bytes.baseAddress else { return 0 }
        let count = unsafe platform_getrandom(start + filled, bytes.count - filled, 0)
        if count == -Int(EINTR) { continue }
        guard count > 0 else { return Int32(clamping: -count) }
        filled += count
      }
      return 0
    }
    guard errno == 0 else { throw .noRandomness(errno: errno) }
  }
}
