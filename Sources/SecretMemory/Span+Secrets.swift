// SPDX-License-Identifier: Apache-2.0
internal import Glibc

extension MutableSpan where Element == UInt8 {
  /// Overwrites a range with zeros in a way that the optimizer cannot drop (explicit_bzero(3)).
  package mutating func wipe(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "the range lies within the bytes")
    unsafe withUnsafeMutableBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return }
      unsafe explicit_bzero(start + range.lowerBound, range.count)
    }
  }

  /// Copies a range of other bytes to this place.
  package mutating func copy(_ source: Span<UInt8>, _ range: Range<Int>, to place: Int) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= source.count, "the range lies within the source")
    precondition(place >= 0 && place <= count - range.count, "the copy lies within the bytes")
    unsafe source.withUnsafeBufferPointer { source in
      unsafe withUnsafeMutableBufferPointer { bytes in
        guard let from = source.baseAddress, let to = bytes.baseAddress else { return }
        unsafe memcpy(to + place, from + range.lowerBound, range.count)
      }
    }
  }

  /// XORs one range of these bytes into another of the same length, a multiple of 8.
  package mutating func xor(_ range: Range<Int>, into place: Int) {
    precondition(range.count % 8 == 0, "whole words")
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "the range lies within the bytes")
    precondition(place >= 0 && place <= count - range.count, "the result lies within the bytes")
    unsafe withUnsafeMutableBytes { bytes in
      for offset in stride(from: 0, to: range.count, by: 8) {
        let word =
          unsafe bytes.loadUnaligned(fromByteOffset: range.lowerBound + offset, as: UInt64.self)
          ^ bytes.loadUnaligned(fromByteOffset: place + offset, as: UInt64.self)
        unsafe bytes.storeBytes(of: word, toByteOffset: place + offset, as: UInt64.self)
      }
    }
  }
}
