// SPDX-License-Identifier: Apache-2.0
internal import SecretMemory

extension SourceError: CustomStringConvertible {
  /// One sentence that names the value, the limit and the fix.
  package var description: String {
    switch self {
    case .notReady(let waited):
      "the kernel's generator is not initialised after \(Self.milliseconds(waited)); wait for it"
    case .timedOut(let waited): "no sample within \(Self.milliseconds(waited)); is the device working?"
    case .gone(let path, .endOfFile): "\(path) has hung up (end of file); plug it in again"
    case .gone(let path, .errno(let errno)): "\(path) is gone (\(errno)); plug it in again"
    case .absent(let path, .errno(let errno)): "there is no device at \(path) (\(errno)); attach one"
    case .absent(let path, .noCurrentGenerator):
      "\(path) has no device behind it (rng_current is \"none\"); attach one or load its driver"
    case .denied(let path, let errno, let fix): "\(path) may not be read (\(errno)); \(fix)"
    case .notACharacterDevice(let path, let kind):
      "\(path) is a \(kind.rawValue), not a character device; name the device's node"
    case .kernelGenerator(let path):
      "\(path) is the kernel's generator, not a noise source; use a source of kind operating-system"
    case .identityChanged(let from, let to):
      "the device changed from \(from) to \(to); its samples were dropped"
    case .generatorNotAllowed(let name, let allowed):
      "the kernel's current generator \(name ?? "(unknown)") is not among the allowed ones "
        + "(\(allowed.joined(separator: ", "))); select one in rng_current or allow it"
    case .independenceGroupRefused(let path, let group, let required):
      "\(path) feeds the kernel's generator and cannot be in independence group \"\(group)\"; use \"\(required)\""
    case .unsupported(let call): "this kernel has no \(call); use another source"
    case .io(let call, let path, let errno):
      "\(call)\(path.map { " of \($0)" } ?? "") failed (\(errno)); try again"
    case .tooFewSymbols(let found, let required):
      "samples have \(found) different values and need \(required); this machine's counter is too coarse, use another source"
    case .malformed(let bits): "a sample is wider than the configured \(bits) bits; correct bitsPerSample"
    case .inUse(let id, let purpose): "\(id) is in use for \(purpose.rawValue); end that first"
    case .wrongPurpose(let purpose): "the session was opened for \(purpose.rawValue); open another one"
    case .sampleCountOutOfRange(let count, let limit): "\(count) samples asked for; ask for 1 to \(limit)"
    case .closed: "the session is closed; open a new one"
    case .lostInFork: "the process was forked and its samples are gone; make the source anew"
    case .memory(.mappingRefused(byteCount: let count, errno: let errno)):
      "\(count) bytes of memory were refused (\(Errno(errno))); free some"
    case .memory(.byteCountOutOfRange(byteCount: let count, limit: let limit)):
      "\(count) bytes of memory asked for; the limit is \(limit)"
    case .invalidDescriptor(let field, let value, let limit): "\(field) is \(value); it must be \(limit)"
    }
  }

  private static func milliseconds(_ nanoseconds: UInt64) -> String { "\(nanoseconds / 1_000_000) ms" }
}
