// SPDX-License-Identifier: Apache-2.0
@testable import Envelope
import Foundation
import SecretMemory
import Testing

/// A key is made once, opened by its owner alone, and never replaced.
@Suite struct KeyFileTests {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wellspring-\(UUID())").path

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Why a key cannot be opened; `nil` when it can.
  static func refusal(_ path: String) -> KeyFileError? {
    do throws(KeyFileError) {
      _ = try KeyEncryptionKey.open(at: path)
      return nil
    } catch { return error }
  }

  static func creation(_ path: String) -> KeyFileError? {
    do throws(KeyFileError) {
      _ = try KeyEncryptionKey.create(at: path, random: .system)
      return nil
    } catch { return error }
  }

  @Test func `it is made for its owner alone and opened again`() throws {
    let path = folder + "/new/key"
    let made = try KeyEncryptionKey.create(at: path, random: .system)
    let opened = try KeyEncryptionKey.open(at: path)
    #expect(made.id == opened.id)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600 && attributes[.size] as? Int == 32)
    let ofFolder = try FileManager.default.attributesOfItem(atPath: folder + "/new")
    #expect(ofFolder[.posixPermissions] as? Int == 0o700)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/new") == ["key"])
    let other = try KeyEncryptionKey.create(at: folder + "/other", random: .system)
    #expect(other.id != made.id)
  }

  @Test func `it is never replaced`() throws {
    let path = folder + "/key"
    let made = try KeyEncryptionKey.create(at: path, random: .system)
    #expect(Self.creation(path) == .exists(path: path))
    #expect(try KeyEncryptionKey.open(at: path).id == made.id)
    // A link that leads nowhere is something too.
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "nowhere")
    #expect(Self.creation(folder + "/link") == .exists(path: folder + "/link"))
  }

  @Test func `what others could have read or written is refused, each for its reason`() throws {
    let path = folder + "/key"
    #expect(Self.refusal(path) == .missing(path: path))
    _ = try KeyEncryptionKey.create(at: path, random: .system)
    for mode in [0o640, 0o604, 0o620, 0o602, 0o610, 0o601] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      #expect(Self.refusal(path) == .wrongMode(path: path, mode: UInt32(mode)))
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
    #expect(Self.refusal(path) == nil)
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: path)
    #expect(Self.refusal(folder + "/link") == .notAFile(path: folder + "/link"))
    #expect(Self.refusal(folder) == .notAFile(path: folder))
    #expect(Self.refusal("/dev/null") == .notAFile(path: "/dev/null"))
    for count in [0, 31, 33, 1000] {
      let path = "\(folder)/\(count)"
      _ = FileManager.default.createFile(
        atPath: path, contents: Data(count: count), attributes: [.posixPermissions: 0o600])
      #expect(Self.refusal(path) == .wrongLength(path: path, byteCount: count))
    }
    if geteuid() == 0 {
      try FileManager.default.setAttributes([.ownerAccountID: 65_534], ofItemAtPath: path)
      #expect(Self.refusal(path) == .wrongOwner(path: path, owner: 65_534))
    }
  }

  @Test func `a path that leads nowhere is refused`() {
    #expect(Self.refusal("/dev/null/key") == .system(path: "/dev/null/key", errno: ENOTDIR))
    #expect(
      Self.creation("/dev/null/key") == .system(path: "/dev/null", errno: ENOTDIR)
        || Self.creation("/dev/null/key") != nil)
    #expect(Self.refusal(folder + "/a\0b") == .system(path: folder + "/a\0b", errno: ENOENT))
  }
}
