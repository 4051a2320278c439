// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import EntropyAssessment
internal import HealthTests
internal import OperatorStatus
internal import RandomnessService
internal import SolarSource

/// A capture: what of, how much, and where to.
struct CaptureRequest {
  /// How much is captured.
  enum Extent: Equatable {
    /// So many samples that follow each other.
    case samples(Int)
    /// So many restarts, and samples of each.
    case restarts(rows: Int, samples: Int)
  }

  let target: CaptureTarget
  let extent: Extent
  /// The part of it that is captured here.
  let shard: CaptureSidecar.Shard?
  /// Run before each restart.
  let between: String?
  let file: String
  let isPacked: Bool
  let resumes: Bool
  let health: HealthTestConfiguration
  /// How long to wait for a sample.
  let seconds: Int
  /// What is known before the capture.
  let draft: CaptureSidecar

  /// A part of an interrupted capture counts from so many samples on, and whole multiples of it (SP 800-90B 3.1.1).
  static let leastSegment = 1000

  private var partPath: String { file + ".part" }
  private var files: FileAccess { .live }

  /// Captures.
  func perform(_ progress: ProgressLine) throws(Failure) -> CaptureSidecar {
    try Self.checkTarget(file)
    if resumes, let finished = try finished() { return finished }
    var sidecar = draft
    sidecar.started = Self.now
    let part = try begin(&sidecar)
    switch extent {
    case .samples(let count): try captureSamples(share(of: count), to: part, &sidecar, progress)
    case .restarts(let rows, let samples):
      try captureRows(share(of: rows), of: samples, to: part, &sidecar, progress)
    }
    progress.say("testing and writing \(Console.oneLine(file))")
    return try finish(part, &sidecar)
  }

  /// How much of a whole this part has.
  private func share(of whole: Int) -> Int { shard?.share ?? whole }

  // MARK: - Beginning and going on

  /// The file that samples are appended to; what is already there is taken into account.
  private func begin(_ sidecar: inout CaptureSidecar) throws(Failure) -> PartFile {
    for path in [file, CaptureSidecar.path(besides: file)] where System.exists(path) {
      throw Failure(
        .bad, code: "file-exists", value: Console.oneLine(path), limit: "a new file",
        problem: "\(Console.oneLine(path)) is there already", fix: "remove it, or name another file")
    }
    guard System.exists(partPath) else {
      let part = try PartFile(partPath, isNew: true)
      try write(sidecar, to: CaptureSidecar.path(besides: partPath))
      return part
    }
    let part = try PartFile(partPath, isNew: false)
    if try part.size() == 0 {
      try write(sidecar, to: CaptureSidecar.path(besides: partPath))
      return part
    }
    guard resumes else {
      throw Failure(
        .bad, code: "interrupted-capture", value: Console.oneLine(partPath), limit: "a new capture",
        problem: "\(Console.oneLine(partPath)) is left of an interrupted capture",
        fix: "give --resume to go on, or remove it")
    }
    let name = CaptureSidecar.path(besides: partPath)
    let before: CaptureSidecar
    do throws(ConfigurationFileError) { before = try CaptureSidecar(name, files) } catch {
      throw Failure(error)
    }
    let isOther =
      sidecar.shard != before.shard || sidecar.samples != before.samples
      || sidecar.restarts?.rows != before.restarts?.rows
    if let what = sidecar.differs(from: before) ?? (isOther ? "the amount" : nil) {
      throw Failure(
        .bad, code: "other-capture", value: Console.oneLine(partPath), limit: "the same capture",
        problem: "\(what) of the interrupted capture in \(Console.oneLine(partPath)) is another",
        fix: "give the options of that one, or name another file")
    }
    (sidecar.started, sidecar.segments) = (before.started, before.segments)
    return part
  }

  /// The same capture, if it was finished, and interrupted before the part of it was removed.
  private func finished() throws(Failure) -> CaptureSidecar? {
    guard System.exists(file),
      System.exists(partPath) || System.exists(CaptureSidecar.path(besides: partPath)),
      let captured = try? CapturedFile(file), draft.differs(from: captured.sidecar) == nil,
      draft.shard == captured.sidecar.shard
    else { return nil }
    System.remove(partPath)
    System.remove(CaptureSidecar.path(besides: partPath))
    return captured.sidecar
  }

  /// Checks that a file can be made there: in a folder that is there, and in place of no device.
  static func checkTarget(_ path: String) throws(Failure) {
    let name = Console.oneLine(path)
    func refused(_ problem: String) -> Failure {
      Failure(
        .bad, code: "unwritable-file", value: name, limit: "a file in a folder that is there",
        problem: "\"\(name)\" \(problem)", fix: "name another file")
    }
    guard !path.isEmpty, path.last != "/" else { throw refused("names no file") }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    guard FileAccess.live.kind(folder) == .directory else { throw refused("is in no folder that is there") }
    switch FileAccess.live.kind(path) {
    case .absent, .regularFile: return
    default: throw refused("is no regular file")
    }
  }

  private func write(_ sidecar: CaptureSidecar, to path: String) throws(Failure) {
    try Self.write(sidecar.document.text + "\n", to: path)
  }

  /// Puts a small file in place.
  static func write(_ text: String, to path: String) throws(Failure) {
    do throws(FileAccess.Problem) { try FileAccess.live.replace(path, Array(text.utf8)) } catch {
      throw Failure(.unwritable(file: path, error))
    }
  }

  // MARK: - Samples

  private func captureSamples(
    _ count: Int, to part: borrowing PartFile, _ sidecar: inout CaptureSidecar, _ progress: ProgressLine
  ) throws(Failure) {
    var done = min(try part.size(), count)
    if done < count {
      // Of an interrupted capture whole thousands count, since what comes next does not follow them.
      let before = sidecar.segments.reduce(0, +)
      done = max(before, done / Self.leastSegment * Self.leastSegment)
      if done > before {
        sidecar.segments.append(done - before)
        try write(sidecar, to: CaptureSidecar.path(besides: partPath))
      }
    }
    try part.truncate(to: done)
    guard done < count else { return sidecar.segments = Self.closed(sidecar.segments, count) }
    let feed = try SampleFeed(target, seconds: seconds)
    while done < count {
      let samples = try feed.next(count - done)
      guard !samples.isEmpty else { throw ended(after: done, of: count) }
      try check(samples)
      try part.append(samples)
      done += samples.count
      progress.say("\(done) of \(count) samples captured")
    }
    sidecar.segments = Self.closed(sidecar.segments, count)
  }

  /// Segments with the last one, up to all samples.
  private static func closed(_ segments: [Int], _ count: Int) -> [Int] {
    let rest = count - segments.reduce(0, +)
    return rest > 0 ? segments + [rest] : segments
  }

  private func captureRows(
    _ rows: Int, of length: Int, to part: borrowing PartFile, _ sidecar: inout CaptureSidecar,
    _ progress: ProgressLine
  ) throws(Failure) {
    // A row that was cut off is captured anew; the others stay.
    var done = min(try part.size() / length, rows)
    try part.truncate(to: done * length)
    while done < rows {
      if let between { try CommandRun(shell: between, hasOutput: false).wait(seconds: seconds) }
      let run = try target.restarted()
      var row: [UInt8] = []
      while row.count < length {
        let samples = try run.read(length - row.count, seconds: seconds)
        guard !samples.isEmpty else { throw ended(after: row.count, of: length) }
        row += samples
      }
      run.end()
      try check(row)
      try part.append(row)
      done += 1
      progress.say("\(done) of \(rows) restarts captured")
    }
    sidecar.restarts?.rows = rows
  }

  private func check(_ samples: [UInt8]) throws(Failure) {
    let bits = draft.sampleBits
    guard bits < 8, let sample = samples.first(where: { $0 >> UInt8(bits) != 0 }) else { return }
    throw Failure(
      .bad, code: "symbol-too-wide", value: "\(sample)", limit: "\(bits) bits",
      problem: "a sample is \(sample), which does not fit into \(bits) bits", fix: "give more --bits")
  }

  private func ended(after done: Int, of count: Int) -> Failure {
    // Why, it has said itself.
    if case .source = target {
      return Failure(
        .unavailable, code: "source-failed", value: "\(done)", limit: "\(count) samples",
        problem: "\(draft.origin.id) has given \(done) of \(count) samples", fix: "mend it")
    }
    return Failure(
      .bad, code: "command-ended", value: "\(done)", limit: "\(count) samples",
      problem: "the command has ended after \(done) of \(count) samples", fix: "let it give more")
  }

  // MARK: - The end

  private func finish(
    _ part: consuming PartFile, _ sidecar: inout CaptureSidecar
  ) throws(Failure) -> CaptureSidecar {
    let samples = try part.contents()
    let rowLength: Int? = if case .restarts(_, let length) = extent { length } else { nil }
    sidecar.samples = samples.count
    sidecar.health = try CaptureHealth.test(samples, health, rowLength: rowLength)
    sidecar.ended = Self.now
    try Self.put(samples, isPacked: isPacked, &sidecar, in: file)
    part.remove()
    System.remove(CaptureSidecar.path(besides: partPath))
    return sidecar
  }

  /// Writes the samples and what is known of them.
  static func put(
    _ samples: [UInt8], isPacked: Bool, _ sidecar: inout CaptureSidecar, in file: String
  ) throws(Failure) {
    let bytes = isPacked ? BitString(samples, width: sidecar.sampleBits).bytes : samples
    sidecar.layout = isPacked ? "packed" : "bytes"
    sidecar.sha256 = try System.sha256(bytes)
    // First what is known: a file of samples without it would be of unknown origin.
    try write(sidecar.document.text + "\n", to: CaptureSidecar.path(besides: file))
    do throws(FileAccess.Problem) { try FileAccess.live.replace(file, bytes) } catch {
      throw Failure(.unwritable(file: file, error))
    }
  }

  /// The present moment in UTC.
  static var now: String { "\(SolarTime(seconds: System.secondsSince1970))" }
}
