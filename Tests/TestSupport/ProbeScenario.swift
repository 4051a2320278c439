// SPDX-License-Identifier: Apache-2.0

/// What the program ForkProbe can be asked to do; its raw value is the program's argument.
///
/// These scenarios fork, lower limits or look at freed memory, which a test runner with many threads must not do to
/// itself. Each ends with exit code 0 when all was as it must be, else 1 and a sentence on standard output.
package enum ProbeScenario: String, CaseIterable, Sendable {
  /// A key made before a fork is whole in the child, and its memory is locked there.
  case keySurvivesFork
  /// Generator state is dead in the child, alive in the parent; state made in the child is alive there.
  case stateDiesInChild
  /// No access to generator state lends zeros in a child, and a DRBG refuses there.
  case stateNeverLendsZeros
  /// The allocator works in a child that was forked while another thread was inside it; 200 times.
  case allocationAfterForkFromBusyProcess
  /// A slot reads as zero once its secret has gone, and a large secret's mapping is no more.
  case releasedMemoryIsWiped
  /// A secret of 16 MiB can be had although it cannot all be locked, and the protection report says so.
  case refusedLockingIsReported
  /// Without address space, secret memory and generators fail with an error that says so.
  case noMemoryIsAnError
  /// Holds a generator for another process to look at: prints a line after each step and waits for one before the
  /// next. Steps: none, instantiated, generated, reseeded, uninstantiated.
  case holdGenerator
  /// The same generator, seeded and with one long request served, in a forked child that has drawn nothing: prints the
  /// child's process identifier and waits for a line.
  case holdChild
}

/// The inputs of the generator that ``ProbeScenario/holdGenerator`` holds, by formula.
///
/// Key and V, which follow from them, appear nowhere in the probe but where the generator puts them.
package enum HeldGenerator {
  /// Entropy input of the instantiation (0) and of the reseed (1).
  package static func entropy(_ draw: Int) -> [UInt8] {
    (0..<32).map { UInt8(truncatingIfNeeded: 0x1d + 0x47 * $0 + 0x81 * draw) }
  }
  /// The nonce.
  package static var nonce: [UInt8] { (0..<16).map { UInt8(truncatingIfNeeded: 0xe3 &- 0x1b * $0) } }
  /// The personalization string.
  package static var personalization: [UInt8] { Array("the generator that is looked at".utf8) }
  /// Additional input of the generate step.
  package static var additionalInput: [UInt8] { Array("additional input of one request".utf8) }
  /// Bytes asked for in the generate step.
  package static let requestByteCount = 1000
  /// Bytes of the request before the fork.
  package static let longRequestByteCount = 5000
}
