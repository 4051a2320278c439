// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc

extension MutableSpan where Element == UInt8 {
  /// Overwrites a range with zeros in a way that the optimizer cannot drop.
  package mutating func wipe(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "the range lies within the bytes")
    unsafe withUnsafeMutableBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return }
      unsafe platform_wipe(start + range.lowerBound, range.count)
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
      guard let start = bytes.baseAddress else { return }
      let (from, to) = unsafe (start + range.lowerBound, start + place)
      let count = range.count
      var offset = 0
      // No sum wraps: all places lie within the bytes.
      while offset < count {
        let word =
          unsafe from.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          ^ to.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        unsafe to.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
        offset &+= 8
      }
    }
  }
}
