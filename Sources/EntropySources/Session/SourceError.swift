// SPDX-License-Identifier: Apache-2.0
package import SecretMemory

/// Why a source gave no samples. What was collected before the error has been dropped and wiped.
///
/// Times are nanoseconds of the injected clock. No case carries a sample value.
package enum SourceError: Error, Equatable, Sendable {
  /// The kernel's generator is not initialised yet; collect again later.
  case notReady(waitedNanoseconds: UInt64)
  /// No sample came before the deadline; collect again, or give the source up.
  case timedOut(waitedNanoseconds: UInt64)
  /// The device was there and is not any more; close the session and probe until the source is present again.
  case gone(path: String, reason: LossReason)
  /// There is no such device; probe until there is.
  case absent(path: String, reason: AbsenceReason)
  /// The device may not be read; `fix` says what an operator does about it.
  case denied(path: String, errno: Errno, fix: String)
  /// The path leads to something else; correct the configuration.
  case notACharacterDevice(path: String, kind: FileStatus.Kind)
  /// The path leads to the kernel's own generator, which has a strength and no entropy to claim; use the source of kind
  /// operating-system.
  case kernelGenerator(path: String)
  /// Another device answers now; close, open again, and run the start-up test (requirement I-3).
  case identityChanged(from: DeviceIdentity, to: DeviceIdentity)
  /// The kernel's current generator is not on the operator's allow-list; correct one of the two.
  case generatorNotAllowed(name: String?, allowed: [String])
  /// /dev/hwrng feeds the kernel's own generator and must not be counted beside it; put it into group `required`.
  case independenceGroupRefused(path: String, group: String, required: String)
  /// The kernel does not have this system call; use another source.
  case unsupported(call: String)
  /// A system call failed in a way that says nothing about the device; try again, and report it when it stays.
  case io(call: String, path: String?, errno: Errno)
  /// Samples do not differ from each other: there is nothing to guess in them.
  case tooFewSymbols(found: Int, required: Int)
  /// A sample does not fit into the width that the source claims; correct the configuration.
  case malformed(bitsPerSample: Int)
  /// Raw capture and collection exclude each other per source (requirement B-3); end the other one first.
  case inUse(id: String, purpose: SessionPurpose)
  /// A capture session was asked for creditable samples, or a collecting one for a capture; open the right one.
  case wrongPurpose(SessionPurpose)
  /// More samples than one collection gives, or fewer than one; ask for 1...`limit`.
  case sampleCountOutOfRange(sampleCount: Int, limit: Int)
  /// The session has been closed; open a new one.
  case closed
  /// The process was forked and its memory for samples is gone; make new sources in the child.
  case lostInFork
  /// Memory for samples could not be had; see the value.
  case memory(SecretMemoryError)
  /// A value of the configuration cannot be; correct it.
  case invalidDescriptor(field: String, value: String, limit: String)

  /// How a device was lost.
  package enum LossReason: Equatable, Sendable {
    /// A read returned no bytes: the far end has hung up.
    case endOfFile
    /// A read failed with this error.
    case errno(Errno)
  }

  /// How a device is known to be absent.
  package enum AbsenceReason: Equatable, Sendable {
    /// There is no such path, or opening and reading it says that there is no device behind it.
    case errno(Errno)
    /// /dev/hwrng exists always; the kernel's current generator reads "none".
    case noCurrentGenerator
  }
}

/// What a session is for.
package enum SessionPurpose: String, Hashable, Sendable {
  /// Samples for the health tests, and through them for seeds.
  case collection
  /// Samples for study, which never become a seed.
  case capture
}
