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
  unsafe draw(buffer, length) { service, bytes throws(RandomnessError) in try service.fill(&bytes) }
}

/// See wellspring.h.
@c(wellspring_secret_bytes)
public func secretBytes(_ buffer: UnsafeMutableRawPointer?, _ length: UInt) -> Int32 {
  unsafe draw(buffer, length) { service, bytes throws(RandomnessError) in try service.fillSecret(&bytes) }
}

/// See wellspring.h.
@c(wellspring_prediction_resistant_bytes)
public func predictionResistantBytes(_ buffer: UnsafeMutableRawPointer?, _ length: UInt) -> Int32 {
  unsafe draw(buffer, length) { service, bytes throws(RandomnessError) in
    try service.fillSecret(&bytes, predictionResistance: true)
  }
}

/// See wellspring.h.
@c(wellspring_nonce)
public func nonce(_ nonce: UnsafeMutableRawPointer?) -> Int32 {
  unsafe draw(nonce, 12) { service, bytes throws(RandomnessError) in try service.fillPublished(&bytes) }
}

/// Draws into a C buffer, which holds zeros where that fails.
@inline(__always)
private func draw(
  _ buffer: UnsafeMutableRawPointer?, _ length: UInt,
  _ body: (Randomness, inout MutableSpan<UInt8>) throws(RandomnessError) -> Void
) -> Int32 {
  if length == 0 { return 0 }
  guard let buffer = unsafe buffer, let count = Int(exactly: length) else {
    return failed(.invalidArgument, "a null pointer, or a length that no buffer has; hand over a buffer")
  }
  var bytes = unsafe MutableSpan<UInt8>(
    _unsafeStart: buffer.assumingMemoryBound(to: UInt8.self), count: count)
  do throws(RandomnessError) {
    let isDone = try Randomness.withServiceOfThisProcess { service throws(RandomnessError) in
      try body(service, &bytes)
    }
    if isDone { return 0 }
    for index in bytes.indices { bytes[index] = 0 }
    return failed(.notStarted, "the service has not been started; call wellspring_start")
  } catch {
    for index in bytes.indices { bytes[index] = 0 }
    return failed(error)
  }
}
