// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The functions of libwellspring, loaded and called as a C program loads and calls them.
@safe struct CLibrary {
  private typealias Start = @convention(c) (UnsafePointer<CChar>?, UInt32) -> Int32
  private typealias Draw = @convention(c) (UnsafeMutableRawPointer?, UInt) -> Int32
  private typealias ShutDown = @convention(c) () -> Void

  private let startFunction: Start
  private let fillFunction: Draw
  private let secretFunction: Draw
  private let shutDownFunction: ShutDown

  /// Loads the library, for the life of the process; `nil` where there is none at that path.
  init?(path: String) {
    guard let library = unsafe dlopen(path, RTLD_NOW) else { return nil }
    guard
      let start = unsafe dlsym(library, "wellspring_start"),
      let fill = unsafe dlsym(library, "wellspring_fill"),
      let secret = unsafe dlsym(library, "wellspring_secret_bytes"),
      let shutDown = unsafe dlsym(library, "wellspring_shutdown")
    else { return nil }
    unsafe startFunction = unsafeBitCast(start, to: Start.self)
    unsafe fillFunction = unsafeBitCast(fill, to: Draw.self)
    unsafe secretFunction = unsafeBitCast(secret, to: Draw.self)
    unsafe shutDownFunction = unsafeBitCast(shutDown, to: ShutDown.self)
  }

  /// Starts its service on the operating system's generator alone; false when it says no.
  func start(clones: String) -> Bool {
    // mkstemp(3) makes it anew for this user alone, in the folder that every Linux has.
    var path = Array("/tmp/wellspring-benchmark-XXXXXX".utf8CString)
    let descriptor = unsafe mkstemp(&path)
    guard descriptor >= 0 else { return false }
    defer { unsafe unlink(path) }
    let text = """
      {"clones": "\(clones)", "sources": {"getrandom": {"kind": "operating-system"}}}
      """
    let isWritten = unsafe write(descriptor, text, text.utf8.count) == text.utf8.count
    close(descriptor)
    return unsafe isWritten && startFunction(path, 10_000) == 0
  }

  /// Ends its service.
  func shutDown() { shutDownFunction() }

  /// wellspring_fill.
  func fill(_ byteCount: Int, _ name: String) -> Measurement {
    unsafe measurement(fillFunction, byteCount, name)
  }

  /// wellspring_secret_bytes.
  func secret(_ byteCount: Int, _ name: String) -> Measurement {
    unsafe measurement(secretFunction, byteCount, name)
  }

  private func measurement(_ draw: @escaping Draw, _ byteCount: Int, _ name: String) -> Measurement {
    Measurement(name, byteCount: byteCount) { repetitions in
      let buffer = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
      defer { unsafe buffer.deallocate() }
      for _ in 0..<repetitions { _ = unsafe draw(buffer, UInt(byteCount)) }
    }
  }
}
