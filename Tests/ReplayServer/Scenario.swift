// SPDX-License-Identifier: Apache-2.0
import Foundation
import SolarSource

/// What is answered to which path.
struct Scenario {
  let file: String

  /// Answers a request; `send` is false when the client has gone.
  ///
  /// - Returns: whether the connection stays open: what was recorded may say of no length where it ends.
  func answer(_ request: String, _ send: ([UInt8]) -> Bool) -> Bool {
    let path = request.split(separator: " ").dropFirst().first.map { String($0) } ?? ""
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n").map { $0.split(separator: "\t").map { String($0) } }
    guard let line = lines.first(where: { $0.first == path }), line.count > 1 else {
      return send(Self.response(404, type: "text/html", Array("Not Found".utf8)))
    }
    let contents =
      line.count > 2 ? [UInt8]((try? Data(contentsOf: URL(fileURLWithPath: line[2]))) ?? Data()) : []
    switch line[1] {
    case "raw":
      _ = send(contents)
      return false
    case "body": return send(Self.response(200, contents))
    case "shifted":
      let age = line.count > 3 ? Int(line[3]) ?? 300 : 300
      let newest = SolarTime(seconds: Int(Date().timeIntervalSince1970) - age)
      return send(Self.response(200, TimeShift.shifted(contents, newest: newest)))
    case "gzip": return send(Self.response(200, contents, more: "Content-Encoding: gzip\r\n"))
    case "slow":
      for byte in Self.response(200, contents) {
        guard send([byte]) else { break }
        Thread.sleep(forTimeInterval: 1)
      }
    case "silent": Thread.sleep(forTimeInterval: 600)
    case "endless-head":
      guard send(Array("HTTP/1.1 200 OK\r\n".utf8)) else { break }
      while send(Array("X-Filler: 0123456789\r\n".utf8)) {}
    case "endless-body":
      guard send(Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".utf8)) else { break }
      let filler = [UInt8](repeating: 32, count: 65_536)
      while send(filler) {}
    case "status": return send(Self.response(line.count > 2 ? Int(line[2]) ?? 500 : 500, []))
    default: return send(Self.response(500, []))
    }
    return false
  }

  private static func response(
    _ status: Int, type: String = "application/json", _ body: [UInt8], more: String = ""
  ) -> [UInt8] {
    Array(
      "HTTP/1.1 \(status) X\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\nETag: \"e\(body.count)\"\r\n\(more)\r\n"
        .utf8) + body
  }
}
