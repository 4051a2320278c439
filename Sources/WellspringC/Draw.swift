// SPDX-License-Identifier: Apache-2.0
internal import RandomnessService

// The functions of wellspring.h that give bytes. The header has their documentation for C programs.

/// See wellspring.h.
@c(wellspring_fill)
public func fill(_ buffer: UnsafeMutableRawPointer?, _ length: UInt) -> Int32 {
  if let buffer = unsafe buffer, unsafe Randomness.takeFromPool(length, to: buffer) { return 0 }
  return unsafe fillSlowly(buffer, length)
}

@inline(never)
private func fillSlowly(_ buffer: UnsafeMutableRawPointer?, _ length: UInt) -> Int32 {
  unsafe draw(buffer, length) { bytes throws(RandomnessError) in
    try Randomness.fillForProcess(&bytes, .general)
  }
}

/// See wellspring.h.
@c(wellspring_secret_bytes)
public func secretBytes(_ buffer: UnsafeMutableRawPointer?, _ length: UInt) -> Int32 {
  unsafe draw(buffer, length) { bytes throws(RandomnessError) in
    try Randomness.fillForProcess(&bytes, .secret)
  }
}

/// See wellspring.h.
@c(wellspring_prediction_resistant_bytes)
public func predictionResistantBytes(_ buffer: UnsafeMutableRawPointer?, _ length: UInt) -> Int32 {
  unsafe draw(buffer, length) { bytes throws(RandomnessError) in
    guard let service = try Randomness.ofThisProcess() else { return false }
    try service.fillSecret(&bytes, predictionResistance: true)
    return true
  }
}

/// See wellspring.h.
@c(wellspring_nonce)
public func nonce(_ nonce: UnsafeMutableRawPointer?) -> Int32 {
  unsafe draw(nonce, 12) { bytes throws(RandomnessError) in
    try Randomness.fillForProcess(&bytes, .published)
  }
}

/// Draws into a C buffer, which holds zeros where that fails.
///
/// - Parameter body: false when no service has been started.
@inline(__always)
private func draw(
  _ buffer: UnsafeMutableRawPointer?, _ length: UInt,
  _ body: (inout MutableSpan<UInt8>) throws(RandomnessError) -> Bool
) -> Int32 {
  if length == 0 { return 0 }
  guard let buffer = unsafe buffer, let count = Int(exactly: length) else { return failed(.invalidArgument) }
  var bytes = unsafe MutableSpan<UInt8>(
    _unsafeStart: buffer.assumingMemoryBound(to: UInt8.self), count: count)
  do throws(RandomnessError) {
    if try body(&bytes) { return 0 }
    for index in bytes.indices { bytes[index] = 0 }
    return failed(.notStarted)
  } catch {
    for index in bytes.indices { bytes[index] = 0 }
    return failed(error)
  }
}
