// SPDX-License-Identifier: Apache-2.0
import Glibc
import HealthTests
import TestSupport
import Testing

@testable import EntropySources

/// The real system calls on real files. "System+" in the name because pseudo-terminals need C calls with pointers.
@Suite struct LinuxSystemTests {
  private let clock = FakeClock()

  private func source(
    _ path: String, system: any DeviceSystem = LinuxSystem()
  ) throws -> HardwareDeviceSource {
    var configuration = HardwareDeviceConfiguration()
    configuration.id = "device"
    configuration.path = path
    configuration.independenceGroup = IndependenceGroup(rawValue: "device")
    return try HardwareDeviceSource(configuration: configuration, system: system)
  }

  private func expectRefusal(
    _ path: String, _ error: SourceError, at location: SourceLocation = #_sourceLocation
  )
    throws
  {
    let source = try source(path)
    #expect(source.probe() == .absent(reason: error), sourceLocation: location)
    #expect(throws: error, sourceLocation: location) { _ = try source.open(clock: clock) }
  }

  @Test func `a directory, a FIFO, a regular file and nothing are refused each by its name`() throws {
    let directory = try TemporaryDirectory()
    try expectRefusal(directory.path, .notACharacterDevice(path: directory.path, kind: .directory))
    let fifo = directory.path + "/fifo"
    #expect(unsafe mkfifo(fifo, 0o600) == 0)
    // Opening a FIFO without O_NONBLOCK would wait for a writer, for ever.
    try expectRefusal(fifo, .notACharacterDevice(path: fifo, kind: .fifo))
    let file = directory.path + "/file"
    let descriptor = unsafe creat(file, 0o600)
    #expect(descriptor >= 0)
    close(descriptor)
    try expectRefusal(file, .notACharacterDevice(path: file, kind: .regularFile))
    let nothing = directory.path + "/nothing"
    try expectRefusal(nothing, .absent(path: nothing, reason: .errno(.noSuchFile)))
    let below = file + "/below"
    try expectRefusal(below, .absent(path: below, reason: .errno(.notADirectory)))
    try expectRefusal("/dev/zero\0x", .io(call: "open", path: "/dev/zero\0x", errno: .invalidArgument))
  }

  @Test func `a symbolic link to a device is followed`() throws {
    let directory = try TemporaryDirectory()
    let link = directory.path + "/link"
    #expect(unsafe symlink("/dev/zero", link) == 0)
    let session = try source(link).open(clock: clock)
    #expect(session.identity.number == DeviceNumber(major: 1, minor: 5))
    #expect(try LinuxSystem().linkName(path: link) == "zero")
  }

  @Test func `an endless device gives a batch, an empty one is gone`() throws {
    let zero = try source("/dev/zero").open(clock: clock)
    #expect(
      try zero.collectBytes(sampleCount: 4_096, deadline: clock.deadline(milliseconds: 1))
        == Array(repeating: 0, count: 4_096))
    let null = try source("/dev/null").open(clock: clock)
    #expect(throws: SourceError.gone(path: "/dev/null", reason: .endOfFile)) {
      _ = try null.collectBytes(sampleCount: 64, deadline: clock.deadline(milliseconds: 1))
    }
  }

  @Test func `a device that sends, falls silent and is unplugged`() throws {
    let terminal = try PseudoTerminal()
    let session = try source(terminal.path).open(clock: clock)
    let sent = (0..<100).map { UInt8($0) }
    terminal.send(sent)
    let batch = try session.collectBytes(sampleCount: 128, deadline: clock.deadline(milliseconds: 6))
    #expect(batch == Array(sent[..<64]))
    #expect(throws: SourceError.timedOut(waitedNanoseconds: 6_000_000)) {
      _ = try session.collectBytes(sampleCount: 128, deadline: clock.deadline(milliseconds: 6))
    }
    #expect(clock.sleptNanoseconds == 12_000_000)
    terminal.hangUp()
    do throws(SourceError) {
      _ = try session.collectBytes(sampleCount: 128, deadline: clock.deadline(milliseconds: 6))
      Issue.record("no bytes can have come")
    } catch {
      guard case .gone = error else { throw error }
    }
  }

  @Test func `files are opened without waiting and closed on exec`() throws {
    let descriptor = try LinuxSystem().open(path: "/dev/null")
    defer { close(descriptor) }
    #expect(fcntl(descriptor, F_GETFL) & (O_NONBLOCK | O_ACCMODE) == O_NONBLOCK | O_RDONLY)
    #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC == FD_CLOEXEC)
  }

  @Test func `a range outside the buffer is refused`() {
    var bytes = [UInt8](repeating: 0, count: 8)
    var buffer = bytes.mutableSpan
    do throws(Errno) {
      _ = try LinuxSystem().getrandom(into: &buffer, range: 4..<9)
      Issue.record("written outside the buffer")
    } catch { #expect(error == .invalidArgument) }
    do throws(Errno) {
      _ = try LinuxSystem().read(descriptor: -1, into: &buffer, range: 4..<9)
      Issue.record("written outside the buffer")
    } catch { #expect(error == .invalidArgument) }
    do throws(Errno) {
      _ = try LinuxSystem().read(descriptor: -1, into: &buffer, range: 4..<8)
      Issue.record("read from nowhere")
    } catch { #expect(error == .badDescriptor) }
  }

  @Test func `device numbers are taken apart as the C library does`() {
    #expect(DeviceNumber(rawDevice: 0x0ab7) == DeviceNumber(major: 10, minor: 183))
    // makedev(0xabcde123, 0x98765432) of glibc.
    #expect(
      DeviceNumber(rawDevice: 0xabcd_e987_6541_2332) == DeviceNumber(major: 0xabcd_e123, minor: 0x9876_5432))
  }

  @Test func `a text file is read without its line end`() throws {
    #expect(try LinuxSystem().text(path: "/proc/sys/kernel/ostype") == "Linux")
    #expect(throws: Errno.noSuchFile) { _ = try LinuxSystem().text(path: "/proc/nothing") }
  }

  @Test func `the system clock goes forward and sleeps`() {
    let clock = SystemClock()
    let start = clock.now()
    clock.sleep(nanoseconds: 1_000)
    #expect(clock.now().nanoseconds(since: start) >= 1_000)
    clock.sleep(nanoseconds: 0)
  }

  @Test func `the machine's own /dev/hwrng, if it has one`() throws {
    let source = try HardwareDeviceSource()
    switch source.probe() {
    case .absent(let reason), .denied(let reason): return print("skipped: \(reason)")
    case .present: break
    }
    let clock = SystemClock()
    let session = try source.open(clock: clock)
    #expect(session.identity.number == .kernelHardwareGenerator)
    let start = clock.now()
    do throws(SourceError) {
      let batch = try session.collect(
        sampleCount: 256, deadline: start.adding(nanoseconds: 500_000_000))
      #expect(batch.samples.count % 64 == 0 && batch.samples.count > 0)
    } catch .timedOut {
      print("skipped: \(session.identity) gave nothing within 500 ms")
    }
    // Generous, for a busy machine: what is shown is that the read has an end.
    #expect(clock.now().nanoseconds(since: start) < 3_000_000_000)
  }
}

/// A directory that goes with its owner, with all the files in it.
private final class TemporaryDirectory {
  let path: String

  init() throws(Errno) {
    // mkdtemp(3) makes it anew for this user alone, in the folder that every Linux has.
    var template = Array("/tmp/wellspring-XXXXXX".utf8CString)
    let made = unsafe mkdtemp(&template) != nil
    guard made else { throw Errno(errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in ["fifo", "file", "link"] { unsafe unlink(path + "/" + name) }
    unsafe rmdir(path)
  }
}

/// A character device whose other end is ours, as a serial generator has one. Raw, so that no byte is interpreted.
private final class PseudoTerminal {
  let path: String
  private var master: Int32

  init() throws(Errno) {
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0 else { throw Errno(errno) }
    // What unlockpt(3) and ptsname(3) do: Swift's Glibc module does not carry them. Numbers from asm/ioctls.h.
    let setLock: UInt = 0x4004_5431
    let getNumber: UInt = 0x8004_5430
    var number: Int32 = 0
    guard unsafe ioctl(master, setLock, &number) == 0, unsafe ioctl(master, getNumber, &number) == 0 else {
      throw Errno(errno)
    }
    path = "/dev/pts/\(number)"
    var settings = termios()
    unsafe tcgetattr(master, &settings)
    unsafe cfmakeraw(&settings)
    unsafe tcsetattr(master, TCSANOW, &settings)
  }

  deinit { hangUp() }

  func send(_ bytes: [UInt8]) { _ = unsafe write(master, bytes, bytes.count) }

  func hangUp() {
    if master >= 0 { close(master) }
    master = -1
  }
}
