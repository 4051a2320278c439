// SPDX-License-Identifier: Apache-2.0
internal import Envelope

/// Why the store gave nothing or took nothing. What it held before it still holds.
public enum SolarStoreError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Others have held it for as long as we were willing to wait; try again.
  case busy(milliseconds: Int)
  /// Its key cannot be used: one sentence with what to do.
  case key(String)
  /// A file of it cannot be believed or used; its name below the store's folder, and why.
  case file(name: String, Problem)
  /// libcrypto or the operating system's randomness failed.
  case failed(String)

  /// What can be wrong with a file.
  public enum Problem: Equatable, Sendable {
    /// A bit of it was changed, it was cut, or it is another of our files.
    case changed
    /// It is an older copy of itself.
    case olderCopy
    /// It is newer than the head knows: the head is an older copy of itself.
    case newerThanHead
    /// It is not there, and should be.
    case missing
    /// It is missing where its key is there: the store is gone.
    case lost
    /// It is there, and should not be.
    case notListed
    /// It was sealed under another key.
    case wrongKey
    /// It is a link, a folder, a device or a pipe.
    case notAFile
    /// It is longer than any file of the store.
    case tooLarge
    /// It is authentic, and of a form that this version does not know.
    case otherVersion
    /// The kernel refused, with its error number.
    case system(errno: Int32)
  }

  /// In words, with what to do.
  public var description: String {
    switch self {
    case .busy(let milliseconds): "the solar store was in use for \(milliseconds) ms; try again"
    case .key(let sentence): sentence
    case .failed(let words): "the solar store cannot be used: \(words)"
    case .file(let name, let problem): "\(name): \(problem.words)"
    }
  }
}

extension SolarStoreError.Problem {
  /// What is wrong and what to do.
  public var words: String {
    switch self {
    case .changed: "it was changed, cut, or put in another's place; put it back from a copy, or move it away"
    case .olderCopy: "an older copy of it was put back; put the newest one back, or move it away"
    case .newerThanHead: "it is newer than the head of the store, of which an older copy was put back"
    case .missing: "it is missing; put it back from a copy"
    case .lost:
      "it is missing beside a key that is there; put the folder back from a copy, or begin anew with wellspring solar init,"
        + " which forgets what was used"
    case .notListed: "it is not a file of the store, or was put back after it was dropped; move it away"
    case .wrongKey: "it was sealed under another key; give that key back"
    case .notAFile: "it is no regular file; move it away"
    case .tooLarge: "it is longer than any file of the store; move it away"
    case .otherVersion: "another version of this program has written it; use that one"
    case .system(let errno): "the kernel refuses: \(StoreFiles.words(errno))"
    }
  }

  init(_ error: EnvelopeError) {
    switch error {
    case .wrongKey: self = .wrongKey
    case .tooLarge: self = .tooLarge
    default: self = .changed
    }
  }
}
