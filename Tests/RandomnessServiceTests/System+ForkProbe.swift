// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport

/// Runs the program ServiceForkProbe, which ends itself when it takes too long.
enum ForkProbe {
  /// Whether this is a build with the Thread Sanitizer.
  static var isThreadSanitized: Bool { unsafe dlsym(nil, "__tsan_init") != nil }

  /// - Parameters:
  ///   - count: see ``ServiceForkScenario``; its short one where there is none.
  ///   - seconds: when the program ends itself.
  /// - Returns: the wait status of waitpid(2), 0 when all was well, and what it wrote.
  static func run(
    _ scenario: ServiceForkScenario, count: Int? = nil, seconds: Int = 90
  ) -> (status: Int32, output: String) {
    var ends: [Int32] = [-1, -1]
    guard
      unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0
    else { return (-1, "socketpair failed") }
    defer { close(ends[0]) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    var process: pid_t = 0
    let path = executablePath
    // The Swift backtracer would print memory, and takes seconds.
    var environment = ["SWIFT_BACKTRACE=enable=no"]
    for name in ["LD_LIBRARY_PATH", "TSAN_OPTIONS", "ASAN_OPTIONS"] {
      if let value = unsafe getenv(name) { unsafe environment.append("\(name)=\(String(cString: value))") }
    }
    let words = [path, scenario.rawValue, "\(count ?? scenario.shortCount)", "\(seconds)"]
    let result = unsafe withCStrings(words) { arguments in
      unsafe withCStrings(environment) { environment in
        unsafe posix_spawn(&process, path, &actions, nil, arguments, environment)
      }
    }
    close(ends[1])
    guard result == 0 else { return (-1, "\(path) could not be started: \((result ?? nil) ?? 0)") }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(ends[0], $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      output += chunk[0..<count]
    }
    var status: Int32 = 0
    unsafe waitpid(process, &status, 0)
    return (status, String(decoding: output, as: UTF8.self))
  }

  /// Beside the test runner, where SwiftPM puts every product of a build.
  private static var executablePath: String {
    var path = [UInt8](repeating: 0, count: 4096)
    let count = unsafe path.withUnsafeMutableBytes { path -> Int in
      guard let start = path.baseAddress else { return 0 }
      return unsafe readlink("/proc/self/exe", start.assumingMemoryBound(to: CChar.self), path.count)
    }
    let runner = String(decoding: path[0..<max(0, count)], as: UTF8.self)
    return runner.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/ServiceForkProbe"
  }
}

/// Lends strings as C lends `argv`: an array of pointers with a null pointer behind the last.
private func withCStrings<R>(
  _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
) -> R? {
  var pointers: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { unsafe strdup($0) }
  unsafe pointers.append(nil)
  defer { unsafe pointers.forEach { unsafe free($0) } }
  return unsafe pointers.withUnsafeMutableBufferPointer { pointers in
    // Not nil: the array holds at least the null pointer.
    unsafe pointers.baseAddress.map { unsafe body($0) }
  }
}
