// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// One mapping of a process, as /proc/PID/smaps tells.
package struct MemoryMapping: Sendable {
  /// Addresses covered.
  package let addresses: Range<UInt>
  /// Like "rw-p".
  package let permissions: String
  /// The file behind it, "[heap]", "[stack]", or "anonymous".
  package let name: String
  /// The kernel's two-letter flags, see proc(5): `lo` locked, `dd` not dumped, `wf` wiped on fork.
  package let flags: Set<String>

  /// All mappings of a process; `nil` where /proc does not tell.
  package static func all(of process: String = "self") -> [MemoryMapping]? {
    guard let text = read(path: "/proc/\(process)/smaps") else { return nil }
    var mappings: [MemoryMapping] = []
    var head: (addresses: Range<UInt>, permissions: String, name: String)?
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      guard let first = words.first else { continue }
      let limits = first.split(separator: "-").compactMap { UInt($0, radix: 16) }
      if limits.count == 2, words.count >= 5, !first.hasSuffix(":") {
        let name = words.count > 5 ? words[5...].joined(separator: " ") : "anonymous"
        head = (limits[0]..<limits[1], String(words[1]), name)
      } else if first == "VmFlags:", let mapping = head {
        mappings.append(
          MemoryMapping(
            addresses: mapping.addresses, permissions: mapping.permissions, name: mapping.name,
            flags: Set(words.dropFirst().map(String.init))))
      }
    }
    return mappings
  }

  /// The mapping of this process that holds an address.
  package static func containing(_ address: UInt) -> MemoryMapping? {
    all()?.first { $0.addresses.contains(address) }
  }

  /// Where a span lies.
  package static func address(of bytes: Span<UInt8>) -> UInt {
    unsafe bytes.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
  }

  // Not Foundation: files of /proc have no size.
  private static func read(path: String) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
      guard count >= 0 else { return nil }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[0..<count]
    }
  }
}

/// Looks for byte strings in the memory of another process.
package enum MemoryScan {
  /// One place where a needle stands.
  package struct Place: Sendable, CustomStringConvertible {
    /// Which needle.
    package let needle: String
    /// Its address in the other process.
    package let address: UInt
    /// The mapping that holds it.
    package let mapping: MemoryMapping
    /// Like "K in [heap] rw-p at 0x55...".
    package var description: String {
      "\(needle) in \(mapping.name) \(mapping.permissions) at 0x\(String(address, radix: 16))"
    }
  }

  /// Every place in the readable mappings of `process` where a needle stands.
  ///
  /// - Returns: `nil` when the kernel does not let us read (ptrace(2), "access mode checking").
  package static func places(of needles: [(name: String, bytes: [UInt8])], in process: Int32) -> [Place]? {
    guard let mappings = MemoryMapping.all(of: String(process)) else { return nil }
    let memory = unsafe open("/proc/\(process)/mem", O_RDONLY | O_CLOEXEC)
    guard memory >= 0 else { return nil }
    defer { close(memory) }
    var places: [Place] = []
    for mapping in mappings where mapping.permissions.hasPrefix("r") && !mapping.name.hasPrefix("[v") {
      guard let content = read(memory, mapping.addresses) else { continue }
      for needle in needles {
        for offset in offsets(of: needle.bytes, in: content) {
          places.append(
            Place(needle: needle.name, address: mapping.addresses.lowerBound + UInt(offset), mapping: mapping)
          )
        }
      }
    }
    return places
  }

  /// What can be read of a range of another process's memory; `nil` when nothing.
  private static func read(_ memory: Int32, _ addresses: Range<UInt>) -> [UInt8]? {
    var content = [UInt8](repeating: 0, count: addresses.count)
    var offset = 0
    while offset < content.count {
      let count = unsafe content.withUnsafeMutableBytes {
        let rest = unsafe $0.baseAddress.map { unsafe $0 + offset }
        return unsafe pread(memory, rest, $0.count - offset, off_t(addresses.lowerBound) + off_t(offset))
      }
      guard count > 0 else { break }
      offset += count
    }
    content.removeLast(content.count - offset)
    return content.isEmpty ? nil : content
  }

  private static func offsets(of needle: [UInt8], in content: [UInt8]) -> [Int] {
    guard let first = needle.first, content.count >= needle.count else { return [] }
    var found: [Int] = []
    unsafe content.withUnsafeBytes { content in
      guard let start = content.baseAddress else { return }
      var offset = 0
      while offset <= content.count - needle.count {
        let rest = content.count - needle.count - offset + 1
        guard let hit = unsafe memchr(start + offset, Int32(first), rest) else { return }
        offset = unsafe UnsafeRawPointer(hit) - start
        if unsafe memcmp(start + offset, needle, needle.count) == 0 { found.append(offset) }
        offset += 1
      }
    }
    return found
  }
}
