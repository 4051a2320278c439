// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import Glibc

/// What of ``Randomness/hardenProcess()`` the kernel granted.
public struct ProcessHardening: Equatable, Sendable {
  /// No core dump, no debugger and no look into its memory by another process of the same user (PR_SET_DUMPABLE).
  public let isNotDumpable: Bool
  /// No core file of more than zero bytes (RLIMIT_CORE).
  public let hasNoCoreFile: Bool
}

extension Randomness {
  /// Keeps secrets in this process: no core dump, no debugger of the same user, no crash report that prints memory.
  ///
  /// For the first lines of a program that holds keys. The handlers that the Swift runtime's backtracer may have installed
  /// for fatal signals are taken out, since it prints registers with the memory they point to. Root may still read any
  /// memory. A program under a debugger, or one that wants core dumps, does not call it.
  ///
  /// - Returns: what the kernel granted; an old kernel or a sandbox may refuse, and nothing here is needed to serve.
  @discardableResult
  public static func hardenProcess() -> ProcessHardening {
    let isNotDumpable = platform_forbid_core_dumps_and_ptrace() == 0
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    let hasNoCoreFile = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV, SIGQUIT] {
      _ = signal(number, SIG_DFL)
    }
    return ProcessHardening(isNotDumpable: isNotDumpable, hasNoCoreFile: hasNoCoreFile)
  }
}
