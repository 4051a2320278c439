// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A folder of sample files that is removed at the end.
struct SampleFolder: ~Copyable {
  let path: String
  private var files: [String] = []

  init() throws(EstimatorMeasurements.Problem) {
    let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    // mkdtemp(3) makes it anew for this user alone.
    var template = Array("\(base)/wellspring-samples.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw EstimatorMeasurements.Problem("no folder can be made in \(base): errno \(errno)")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for file in files { unsafe unlink(file) }
    unsafe rmdir(path)
  }

  /// Writes a file and returns its path.
  mutating func write(_ bytes: [UInt8], as name: String) throws(EstimatorMeasurements.Problem) -> String {
    let file = "\(path)/\(name)"
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else {
      throw EstimatorMeasurements.Problem("\(file) cannot be made: errno \(errno)")
    }
    files.append(file)
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.span.extracting(written...).withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else {
        throw EstimatorMeasurements.Problem("\(file) cannot be written: errno \(errno)")
      }
      written += count
    }
    return file
  }
}
