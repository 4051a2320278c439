// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A server for tests: answers over TLS on the loopback interface with recorded or crafted bytes.
///
/// It prints its port, and then a line for each request. It ends when its standard input does.
@main enum ReplayServer {
  static let usage = """
    usage: ReplayServer SCENARIO CERTIFICATES [IDENTITY]

    SCENARIO      a file of lines PATH, TAB, BEHAVIOUR, TAB, ARGUMENTS separated by tabs; read anew for each request
    CERTIFICATES  a folder: ca.pem and the identities are made in it if they are not there (with openssl)
    IDENTITY      good (default), expired, wrong-name, other-ca, self-signed, tls11, plain

    behaviours:
      raw FILE            the bytes of a file, which holds a whole response
      body FILE           200 with the file as JSON
      shifted FILE AGE    the same, every time_tag shifted by one constant so that the newest row is AGE seconds old
      gzip FILE           200 with a compressed file
      slow FILE           200 with the file, a byte a second
      silent              nothing
      endless-head        header lines without end
      endless-body        a body without end
      status NUMBER       an empty answer of that status

    example:
      printf '/x.json\\tshifted\\tx.json\\t300\\n' > scenario; ReplayServer scenario certificates
    """

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard (2...3).contains(arguments.count), !arguments.contains("--help") else {
      FileHandle.standardError.write(Data((usage + "\n").utf8))
      exit(arguments.contains("--help") ? 0 : 64)
    }
    let parts = Array(arguments)
    let identity = parts.count > 2 ? parts[2] : "good"
    let certificates = Certificates(folder: parts[1])
    try certificates.make()
    _ = signal(SIGPIPE, SIG_IGN)
    let listener = try Listener(identity: identity, certificates: certificates)
    say(String(listener.port))
    Thread.detachNewThread {
      while let data = try? FileHandle.standardInput.read(upToCount: 1024), !data.isEmpty {}
      exit(0)
    }
    listener.serve { request, send in
      say("REQUEST\t" + request.replacingOccurrences(of: "\r\n", with: "\t"))
      return Scenario(file: parts[0]).answer(request, send)
    }
  }

  private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
