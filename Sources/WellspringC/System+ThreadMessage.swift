// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The sentence of the last failed call of each thread.
///
/// In memory of its own that ends with the thread, not in thread-local storage: that of a library which is loaded late is
/// scarce.
enum ThreadMessage {
  private static let key: pthread_key_t? = {
    var key = pthread_key_t()
    return unsafe pthread_key_create(&key) { unsafe drop($0) } == 0 ? key : nil
  }()

  /// Keeps a sentence in place of the last one.
  static func keep(_ sentence: String) { unsafe replace(by: strdup(sentence)) }

  /// Keeps the text of a result.
  static func keep(_ result: Result) {
    unsafe replace(by: UnsafeMutableRawPointer(mutating: result.text.utf8Start))
  }

  private static func replace(by text: UnsafeMutableRawPointer?) {
    guard let key else { return }
    let old = unsafe pthread_getspecific(key)
    // In this order: a signal handler that fails in between replaces what is there, and drops it itself.
    unsafe pthread_setspecific(key, text)
    unsafe drop(old)
  }

  /// Frees a text that is not a constant.
  private static func drop(_ text: UnsafeMutableRawPointer?) {
    let isConstant = Result.allCases.contains { result in
      unsafe text == UnsafeMutableRawPointer(mutating: result.text.utf8Start)
    }
    if !isConstant { unsafe free(text) }
  }

  /// The sentence; empty where there is none.
  static var last: String {
    guard let key, let text = unsafe pthread_getspecific(key) else { return "" }
    return unsafe String(cString: text.assumingMemoryBound(to: CChar.self))
  }
}

/// See wellspring.h.
@c(wellspring_last_error)
public func lastError(_ buffer: UnsafeMutablePointer<CChar>?, _ capacity: UInt) -> UInt {
  unsafe copy(ThreadMessage.last, to: buffer, capacity)
}

/// Copies a text as snprintf does: at most `capacity` bytes with the final zero; returns its whole length.
func copy(_ text: String, to buffer: UnsafeMutablePointer<CChar>?, _ capacity: UInt) -> UInt {
  var text = text
  return text.withUTF8 { bytes in
    guard let buffer = unsafe buffer, capacity > 0 else { return UInt(bytes.count) }
    let count = min(bytes.count, Int(clamping: capacity - 1))
    if let start = bytes.baseAddress { unsafe memcpy(buffer, start, count) }
    unsafe buffer[count] = 0
    return UInt(bytes.count)
  }
}
