// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc

/// Times the accesses of this processor to a block of memory that no inner cache holds.
@safe final class MemoryTimer: IntervalTimer {
  /// More than the caches of one core hold, so that accesses go to what cores and guests share: 32 MiB.
  static let byteCount = 32 << 20
  /// Accesses of an interval. With 16 of them the estimators of SP 800-90B assess 4 bits a sample on the machine at hand,
  /// with 4 of them 3, with one 1.4; the time goes up in proportion (2026-11).
  static let accesses: UInt32 = 16

  private let memory: UnsafeMutablePointer<UInt8>
  /// Any place but 0; where it begins makes no difference to how long accesses take.
  private var state: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// Maps the memory and touches all of it; `nil` when the kernel gives none.
  init?() {
    let address = unsafe mmap(
      nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else { return nil }
    // What is not shared with a parent after a fork stays out of core dumps, too: it holds no secret, but is of no use there.
    unsafe madvise(address, Self.byteCount, MADV_DONTDUMP)
    unsafe memory = address.assumingMemoryBound(to: UInt8.self)
  }

  deinit { unsafe munmap(memory, Self.byteCount) }

  func measure(into ticks: inout MutableSpan<UInt64>) {
    let count = ticks.count
    unsafe ticks.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe platform_time_memory(memory, Self.byteCount, Self.accesses, &state, 1, start, nil, count)
    }
  }

  func sample(into samples: inout MutableSpan<UInt8>, range: Range<Int>, grid: UInt64) {
    precondition(range.lowerBound >= 0 && range.upperBound <= samples.count && grid > 0)
    unsafe samples.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe platform_time_memory(
        memory, Self.byteCount, Self.accesses, &state, grid, nil, start + range.lowerBound, range.count)
    }
  }
}
