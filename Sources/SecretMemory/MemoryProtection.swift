// SPDX-License-Identifier: Apache-2.0

/// Which of the kernel's protections secret memory has in this process.
///
/// A refusal is reported here and is not an error: a small `RLIMIT_MEMLOCK` must not stop a key generator, but an
/// operator must be able to see it. Once refused for one mapping, a protection counts as refused for the process.
public struct MemoryProtection: Equatable, Sendable {
  /// The pages stay in physical memory and never reach swap (mlock(2)).
  public var isLocked = true
  /// The pages are left out of core dumps (`MADV_DONTDUMP`).
  public var isExcludedFromDumps = true
  /// Generator state reads as zero in a forked child (`MADV_WIPEONFORK`). Where the kernel has no such advice, the
  /// fork generation in the header of each state still makes it read as dead.
  public var isWipedOnFork = true

  /// The protections of all secret memory that this process has mapped so far.
  ///
  /// Maps nothing; before the first allocation everything reads as granted.
  public static var current: MemoryProtection { Slab.protection }
}
