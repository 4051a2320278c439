// SPDX-License-Identifier: Apache-2.0
import RandomnessService
import TestSupport

/// Forked children that have not drawn yet, looked at from a third process.
///
/// The secrets are computed in that third process, after the others were made, so that theirs stand in their memory
/// only where their generators put them. All are looked for in the parent too: a search that finds nothing there
/// would prove nothing of the child.
enum ChildMemory {
  /// The main thread, and one that is not in the child: its stack is copied, its leaf lies in the wiped pages, and the
  /// key schedules of its leaf are on the heap.
  private static let threads = 2

  static func run(children: Int) throws {
    let clock = ContinuousClock()
    let started = clock.now
    var looked = 0
    var needles = 0
    for child in 0..<children {
      let seed = UInt64(child + 1)
      let isMixing = child.isMultiple(of: 2)
      try HeldFamily.hold {
        let service = try KnownService.make(seed, isMixing: isMixing)
        try KnownService.draw(service)
        let hasDrawn = Flag()
        try Children.startThread {
          // At the first call of a function the dynamic linker saves all vector registers on the stack, and with them
          // what the last request has left there (SECURITY.md, registers and stack). So this one is called before.
          Children.rest(microseconds: 1)
          do { try KnownService.draw(service) } catch { Children.say("on the second thread: \(error)") }
          hasDrawn.set()
          while true { Children.rest(microseconds: 100_000) }
        }
        while !hasDrawn.isSet { Children.rest() }
      } look: { parentProcess, childProcess in
        let secrets = try KnownService.secrets(seed, isMixing: isMixing, threads: threads)
        guard
          let inParent = MemoryScan.places(of: secrets.live + secrets.dead, in: parentProcess),
          let inChild = MemoryScan.places(of: secrets.live + secrets.dead, in: childProcess)
        else { return }
        looked += 1
        needles += secrets.live.count + secrets.dead.count
        for (name, _) in secrets.live where !name.hasPrefix("V + 1") {
          try require(inParent.contains { $0.needle == name }, "\(name) is not in the parent")
        }
        for (name, _) in secrets.dead {
          try require(!inParent.contains { $0.needle == name }, "\(name) is still in the parent: \(inParent)")
        }
        try require(inChild.isEmpty, "in child \(child): \(inChild)")
      }
    }
    if looked == 0 { Children.say("skipped: the kernel does not let this process read its child's memory") }
    Children.say("childMemory: \(looked) children, \(needles) byte strings in none; \(clock.now - started)")
  }
}
