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
}
