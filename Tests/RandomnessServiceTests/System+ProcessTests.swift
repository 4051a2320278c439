// SPDX-License-Identifier: Apache-2.0
import Glibc
import RandomnessService
import Telemetry
import TestSupport
import Testing

/// What a draw does to its thread and its process.
@Suite struct ProcessTests {
  /// Runs `body` on a thread of its own and waits for its end.
  private static func onThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let argument = unsafe Unmanaged.passRetained(Box(body)).toOpaque()
    let result = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
        }
        return nil
      }, argument)
    if result == 0 { pthread_join(thread, nil) }
  }

  @Test func `a thread's end gives its memory back`() throws {
    let bench = try Bench(Configuration(sources: [.getrandom]))
    @Sendable func drawAll() {
      var generator = bench.service.generator()
      _ = generator.next()
      _ = try? bench.secret(32)
      _ = try? bench.service.nonce()
    }
    func mappings() -> Int { MemoryMapping.all()?.count ?? 0 }
    for _ in 0..<20 { Self.onThread(drawAll) }
    let before = mappings()
    for _ in 0..<1500 { Self.onThread(drawAll) }
    // Eight leaves share a mapping: kept ones would be 187. The tests beside this one may add some of theirs.
    #expect(mappings() < before + 100)
    #expect(bench.service.snapshot().generator.leaves.seeds == 1520 * 3)
  }

  @Test func `a hardened process is not dumpable and leaves no core`() async {
    await #expect(processExitsWith: .success) {
      let hardening = Randomness.hardenProcess()
      #expect(hardening.isNotDumpable && hardening.hasNoCoreFile)
      var limit = rlimit()
      unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
      #expect(limit.rlim_cur == 0 && limit.rlim_max == 0)
      // Files of /proc belong to root then, whoever runs the process.
      let descriptor = unsafe open("/proc/self/coredump_filter", O_RDONLY)
      #expect(descriptor >= 0 || getuid() != 0)
      close(descriptor)
    }
  }

  @Test func `a program that ends while threads draw keeps its exit status`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      let service = try Randomness.start(Configuration(sources: [.getrandom]))
      for _ in 0..<4 {
        Task.detached {
          var generator = service.generator()
          while true { _ = generator.next() }
        }
      }
      var bytes = [UInt8](repeating: 0, count: 100_000)
      for _ in 0..<20 { try service.fill(&bytes) }
      exit(7)
    }
  }
}
