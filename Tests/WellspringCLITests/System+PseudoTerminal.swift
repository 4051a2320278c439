// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A pseudo-terminal: a character device that a test can speak through. Its slave side passes bytes on as they are.
@safe final class PseudoTerminal {
  /// Why there is none.
  struct Failure: Error { let errno: Int32 }

  /// The device.
  let path: String
  private let master: Int32
  private let slave: Int32
  private var writer: pthread_t?

  init() throws(Failure) {
    // posix_openpt and its kin are not in the Glibc module; these are what they do (ioctl_tty(2)).
    let lock: UInt = 0x4004_5431  // TIOCSPTLCK
    let number: UInt = 0x8004_5430  // TIOCGPTN
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var locked: Int32 = 0
    var slaveNumber: Int32 = 0
    guard master >= 0, unsafe ioctl(master, lock, &locked) == 0,
      unsafe ioctl(master, number, &slaveNumber) == 0
    else { throw Failure(errno: errno) }
    path = "/dev/pts/\(slaveNumber)"
    // Held open: settings are lost, and the master fails, when nobody has it.
    slave = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw Failure(errno: errno) }
    var settings = termios()
    guard unsafe tcgetattr(slave, &settings) == 0 else { throw Failure(errno: errno) }
    unsafe cfmakeraw(&settings)
    guard unsafe tcsetattr(slave, TCSANOW, &settings) == 0 else { throw Failure(errno: errno) }
  }

  deinit {
    // Ends the writer's write.
    close(slave)
    if let writer {
      pthread_cancel(writer)
      pthread_join(writer, nil)
    }
    close(master)
  }

  /// The descriptor that a program has when it runs on the terminal.
  var descriptor: Int32 { slave }

  /// What was written to the terminal, up to and with an ending that has to come.
  func written(upTo ending: String) -> String {
    var bytes: [UInt8] = []
    while !bytes.ends(with: ending.utf8) {
      var byte: UInt8 = 0
      guard unsafe read(master, &byte, 1) == 1 else { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Bytes for whoever reads, without end.
  ///
  /// - Parameter next: the next byte.
  func feed(_ source: ByteSource) throws(Failure) {
    final class Work {
      let descriptor: Int32
      var source: ByteSource
      init(_ descriptor: Int32, _ source: ByteSource) {
        (self.descriptor, self.source) = (descriptor, source)
      }
    }
    var thread = pthread_t()
    let work = unsafe Unmanaged.passRetained(Work(master, source)).toOpaque()
    let result = unsafe pthread_create(
      &thread, nil,
      { work in
        guard let work = unsafe work else { return nil }
        let job = unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue()
        while true {
          let bytes = (0..<512).map { _ in job.source.next() }
          var written = 0
          while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
              unsafe write(job.descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            guard count > 0 else { return nil }
            written += count
          }
        }
      }, work)
    guard result == 0 else { throw Failure(errno: result) }
    writer = thread
  }
}

/// What a device gives.
enum ByteSource {
  /// SplitMix64 from this seed.
  case noise(UInt64)
  /// One value.
  case stuck(UInt8)

  mutating func next() -> UInt8 {
    switch self {
    case .stuck(let value): return value
    case .noise(var state):
      state &+= 0x9e37_79b9_7f4a_7c15
      self = .noise(state)
      var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return UInt8(truncatingIfNeeded: mixed ^ mixed >> 31)
    }
  }
}

extension [UInt8] {
  fileprivate func ends(with ending: String.UTF8View) -> Bool { suffix(ending.count).elementsEqual(ending) }
}
