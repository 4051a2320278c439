// SPDX-License-Identifier: Apache-2.0

/// The files that a configuration is made of; handed to the loader, so that tests need none.
package struct FileAccess: Sendable {
  /// Why a file could not be read or written.
  package enum Problem: Error, Equatable, Sendable {
    /// There is none.
    case absent
    /// It is a directory.
    case isDirectory
    /// It is no regular file: a device or a FIFO could keep the reader for ever.
    case notRegular
    /// It holds more than `limit` bytes.
    case tooLarge(limit: Int)
    /// The kernel's words for another error.
    case system(String)
  }

  /// What stands at a path.
  package enum Kind: Equatable, Sendable {
    /// Nothing.
    case absent
    /// A character device that this user may or may not read.
    case characterDevice(isReadable: Bool)
    /// A directory.
    case directory
    /// A regular file.
    case regularFile
    /// Anything else, in words: "a FIFO".
    case other(String)
    /// The path cannot be followed, with the kernel's words.
    case unreachable(String)
  }

  /// The content of a file of at most `limit` bytes.
  package var contents: @Sendable (_ path: String, _ limit: Int) throws(Problem) -> [UInt8]
  /// What stands at a path; links are followed.
  package var kind: @Sendable (_ path: String) -> Kind
  /// Puts a file in place of another one: readers see the old content or the new, also after a crash.
  package var replace: @Sendable (_ path: String, _ bytes: [UInt8]) throws(Problem) -> Void

  /// Makes access with every function given.
  package init(
    contents: @escaping @Sendable (_ path: String, _ limit: Int) throws(Problem) -> [UInt8],
    kind: @escaping @Sendable (_ path: String) -> Kind,
    replace: @escaping @Sendable (_ path: String, _ bytes: [UInt8]) throws(Problem) -> Void
  ) {
    self.contents = contents
    self.kind = kind
    self.replace = replace
  }
}
