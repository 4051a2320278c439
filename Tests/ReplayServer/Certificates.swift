// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A certificate authority for tests and what it has signed, made by the command openssl.
struct Certificates {
  let folder: String

  /// Makes what is not there.
  func make() throws {
    guard !FileManager.default.fileExists(atPath: folder + "/good.pem") else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for name in ["ca", "other-ca"] {
      try openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
        "\(name).key",
        "-out", "\(name).pem", "-days", "2", "-subj", "/CN=Wellspring test \(name)")
    }
    try leaf("wrong-name", by: "ca", days: 2, names: "DNS:other.example")
    try leaf("expired", by: "ca", days: -1, names: "IP:127.0.0.1,DNS:localhost")
    try leaf("other", by: "other-ca", days: 2, names: "IP:127.0.0.1,DNS:localhost")
    try openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
      "self-signed.key",
      "-out", "self-signed.pem", "-days", "2", "-subj", "/CN=localhost", "-addext",
      "subjectAltName=IP:127.0.0.1,DNS:localhost")
    // The last: its presence says that all are there.
    try leaf("good", by: "ca", days: 2, names: "IP:127.0.0.1,DNS:localhost")
  }

  private func leaf(_ name: String, by authority: String, days: Int, names: String) throws {
    try openssl(
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(name).key",
      "-out",
      "\(name).csr", "-subj", "/CN=localhost")
    try "subjectAltName=\(names)\n".write(toFile: "\(folder)/\(name).ext", atomically: true, encoding: .utf8)
    try openssl(
      "x509", "-req", "-in", "\(name).csr", "-CA", "\(authority).pem", "-CAkey", "\(authority).key",
      "-CAcreateserial",
      "-out", "\(name).new", "-days", "\(days)", "-extfile", "\(name).ext")
    try FileManager.default.moveItem(atPath: "\(folder)/\(name).new", toPath: "\(folder)/\(name).pem")
  }

  private func openssl(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
  }
}
