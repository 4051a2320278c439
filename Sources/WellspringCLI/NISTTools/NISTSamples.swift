// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment

/// The samples of a file as the tools read them, with the lines that they say.
struct NISTSamples {
  /// The bytes as they lie in the file.
  let raw: [UInt8]
  /// The SHA-256 of the whole file; "" if it cannot be read.
  let sha256: String
  let width: Int
  let alphabetSize: Int

  /// Reads a file, or a part of it.
  ///
  /// - Parameters:
  ///   - bits: that samples are said to have; `nil` for as many as the highest has.
  ///   - run: is told what is wrong.
  init(
    _ path: String, _ slice: SampleSlice?, bits: Int?, verbosity: Int, _ run: NISTRun, _ output: NISTOutput
  ) throws(NISTEnd) {
    func fail(_ message: String, _ line: String? = nil) -> NISTEnd {
      output.line(line ?? message)
      output.line("Error reading file.")
      run.fail(message)
      return .usage
    }
    var reader: SampleReader
    do throws(Failure) { reader = try SampleReader(path, SampleForm()) } catch {
      throw fail("Error: could not open '\(path)'")
    }
    var bytes: [UInt8] = []
    var hash = ""
    do throws(Failure) {
      if case .bytes(let all) = try reader.values(nil) { bytes = all }
      hash = try reader.finish().sha256
    } catch { throw fail("Error: file read failure") }
    (sha256, run.sha256) = (hash, hash)
    if verbosity > 1 {
      let part = slice.map { ", reading block \($0.index) of size \($0.count)" } ?? ""
      output.line("Opening file: '\(path)' (SHA-256 hash \(hash))\(part)")
    }
    guard !bytes.isEmpty else { throw fail("Error: '\(path)' is empty") }
    if let slice {
      guard slice.start <= bytes.count else { throw fail("Error: file read failure") }
      guard slice.start < bytes.count else { throw fail("Error: '\(path)' is empty") }
      bytes = Array(bytes[slice.start..<min(slice.start + slice.count, bytes.count)])
    }
    let needed = 8 - (bytes.max() ?? 0).leadingZeroBitCount
    if let bits {
      if needed < bits {
        run.message = "Warning: Symbols appear to be narrower than described."
        output.line(run.message)
      }
      guard needed <= bits else {
        throw fail(
          "Error: Incorrect bit width specification: Data (\(needed)) does not fit within described bit width: \(bits).",
          "Incorrect bit width specification: Data (\(needed)) does not fit within described bit width: \(bits)."
        )
      }
    }
    raw = bytes
    width = bits ?? needed
    alphabetSize = Symbols(bytes).alphabetSize
  }
}
