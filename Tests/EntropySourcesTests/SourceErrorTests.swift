// SPDX-License-Identifier: Apache-2.0
import SecretMemory
import Testing

@testable import EntropySources

@Suite struct SourceErrorTests {
  private static let errors: [SourceError] = [
    .notReady(waitedNanoseconds: 5_000_000), .timedOut(waitedNanoseconds: 5_000_000),
    .gone(path: "/dev/x", reason: .endOfFile), .gone(path: "/dev/x", reason: .errno(.inputOutput)),
    .absent(path: "/dev/x", reason: .errno(.noSuchFile)),
    .absent(path: "/dev/x", reason: .noCurrentGenerator),
    .denied(path: "/dev/x", errno: .accessDenied, fix: "do something"),
    .notACharacterDevice(path: "/dev/x", kind: .directory),
    .identityChanged(from: DeviceIdentity(generator: "a"), to: DeviceIdentity()),
    .generatorNotAllowed(name: nil, allowed: ["a", "b"]),
    .independenceGroupRefused(path: "/dev/x", group: "a", required: "kernel"),
    .unsupported(call: "getrandom(2)"),
    .io(call: "read", path: "/dev/x", errno: Errno(999)), .malformed(bitsPerSample: 4),
    .inUse(id: "x", purpose: .capture), .wrongPurpose(.capture),
    .sampleCountOutOfRange(sampleCount: -1, limit: 5), .closed, .lostInFork,
    .memory(.mappingRefused(byteCount: 5, errno: 12)), .memory(.byteCountOutOfRange(byteCount: 0, limit: 5)),
    .invalidDescriptor(field: "a", value: "b", limit: "c"),
  ]

  @Test(arguments: errors) func `every error is one sentence that says what to do or what happened`(
    error: SourceError
  ) {
    let sentence = "\(error)"
    #expect(sentence.count > 15 && !sentence.contains("\n") && !sentence.hasSuffix("."))
    #expect(!sentence.contains("SourceError") && !sentence.contains("Optional"))
  }

  @Test func `sentences name value, limit and fix`() {
    #expect(
      "\(SourceError.timedOut(waitedNanoseconds: 2_000_000_000))"
        == "no sample within 2000 ms; is the device working?")
    #expect(
      "\(SourceError.notACharacterDevice(path: "/tmp", kind: .directory))"
        == "/tmp is a directory, not a character device; name the device's node")
    #expect(
      "\(SourceError.absent(path: "/dev/hwrng", reason: .errno(.noSuchFile)))"
        == "there is no device at /dev/hwrng (ENOENT); attach one")
    #expect("\(Errno(999))" == "errno 999")
  }
}
