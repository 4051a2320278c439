// SPDX-License-Identifier: Apache-2.0
import CSSL
import Foundation

/// Accepts connections on the loopback interface, a thread for each, and answers one request after the other.
///
/// `@unchecked Sendable`: nothing in it changes after its initializer, and libcrypto documents an SSL_CTX that is no longer
/// configured as usable by many threads. `@safe`: the pointer is private and lives as long as the process.
@safe final class Listener: @unchecked Sendable {
  private let descriptor: Int32
  /// `nil` for plain connections.
  private let context: OpaquePointer?
  let port: UInt16

  init(identity: String, certificates: Certificates) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isListening = unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(descriptor, address, length) == 0 && listen(descriptor, 64) == 0
          && getsockname(descriptor, address, &length) == 0
      }
    }
    guard isListening else { throw POSIXError(.EADDRINUSE) }
    port = UInt16(bigEndian: address.sin_port)
    guard identity != "plain" else {
      unsafe context = nil
      return
    }
    unsafe context = SSL_CTX_new(TLS_server_method())
    let name = ["tls11": "good", "other-ca": "other"][identity] ?? identity
    let path = "\(certificates.folder)/\(name)"
    guard unsafe SSL_CTX_use_certificate_chain_file(context, path + ".pem") == 1,
      unsafe SSL_CTX_use_PrivateKey_file(context, path + ".key", SSL_FILETYPE_PEM) == 1
    else { throw POSIXError(.ENOENT) }
    if identity == "tls11" { _ = unsafe replay_limit_version(context, TLS1_1_VERSION) }
  }

  /// Serves for ever.
  func serve(_ answer: @escaping @Sendable (String, ([UInt8]) -> Bool) -> Bool) {
    while true {
      let client = accept(descriptor, nil, nil)
      guard client >= 0 else { continue }
      Thread.detachNewThread { [self] in
        self.converse(client, answer)
        close(client)
      }
    }
  }

  private func converse(_ client: Int32, _ answer: (String, ([UInt8]) -> Bool) -> Bool) {
    guard unsafe context != nil else { return Self.refuse(client) }
    guard let session = unsafe SSL_new(context) else { return }
    defer { unsafe SSL_free(session) }
    unsafe SSL_set_fd(session, client)
    guard unsafe SSL_accept(session) == 1 else { return }
    unsafe Self.converse(answer, TLSStream(session: session))
    unsafe SSL_shutdown(session)
  }

  /// What a server without TLS says to a client that begins with it.
  private static func refuse(_ client: Int32) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    _ = unsafe recv(client, &buffer, buffer.count, 0)
    let answer = Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8)
    _ = unsafe send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
  }

  private static func converse(_ answer: (String, ([UInt8]) -> Bool) -> Bool, _ stream: TLSStream) {
    var received: [UInt8] = []
    let end = Array("\r\n\r\n".utf8)
    while let piece = stream.read() {
      received += piece
      guard received.count < 65_536 else { return }
      guard received.suffix(4).elementsEqual(end) else { continue }
      guard answer(String(decoding: received, as: UTF8.self), stream.write) else { return }
      received = []
    }
  }
}

/// Bytes to and from a client.
@safe private struct TLSStream {
  let session: OpaquePointer
  init(session: OpaquePointer) { unsafe self.session = session }

  func read() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe SSL_read(session, &buffer, Int32(buffer.count))
    return count > 0 ? Array(buffer.prefix(Int(count))) : nil
  }

  func write(_ bytes: [UInt8]) -> Bool {
    bytes.isEmpty ? true : unsafe SSL_write(session, bytes, Int32(bytes.count)) == bytes.count
  }
}
