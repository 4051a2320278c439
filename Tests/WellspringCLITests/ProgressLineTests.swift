// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@testable import WellspringCLI

@Suite(.timeLimit(.minutes(5))) struct ProgressLineTests {
  private static let console = Console(isJSON: false, isQuiet: false)

  @Test func `a line is shown on a terminal and erased at the end`() throws {
    let terminal = try PseudoTerminal()
    let line = ProgressLine(Self.console, on: terminal.descriptor, after: 0)
    line.say("3 of 16 estimates made: samples")
    let shown = terminal.written(upTo: "\u{1b}[K")
    #expect(shown.hasPrefix("\r0 s: ") && shown.hasSuffix("\u{1b}[K"))
    line.say("4 of 16 estimates made: samples.bin")
    #expect(
      terminal.written(upTo: ".bin\u{1b}[K").hasSuffix("s: 4 of 16 estimates made: samples.bin\u{1b}[K"))
    line.end()
    // Whatever else was shown, the last thing is the erasure, and nothing follows it.
    try? FileHandle(fileDescriptor: terminal.descriptor).write(contentsOf: Data("end".utf8))
    #expect(terminal.written(upTo: "end").hasSuffix("\r\u{1b}[Kend"))
  }

  @Test func `nothing is shown when it is unwanted, or nobody looks`() throws {
    let terminal = try PseudoTerminal()
    let quiet = ProgressLine(Console(isJSON: false, isQuiet: true), on: terminal.descriptor, after: 0)
    quiet.say("samples.bin")
    quiet.end()
    try FileHandle(fileDescriptor: terminal.descriptor).write(contentsOf: Data("end".utf8))
    #expect(terminal.written(upTo: "end") == "end")
  }

  @Test(.enabled(if: Command.isBuilt)) func `short work shows nothing, even on a terminal`() throws {
    let wellspring = try Command()
    let terminal = try PseudoTerminal()
    var choices = SplitMix64(seed: 1)
    let samples = try wellspring.write("samples.bin", Data(choices.bytes(500)))
    let run = try wellspring.shell("exec 2>\(terminal.path)", "assess", samples)
    #expect(run.status == 0 && run.text.contains("assessed: "))
    #expect(!terminal.written(upTo: "\n").contains("\r"))
    // A file that is no terminal has no progress at all.
    #expect(!(try wellspring("assess", samples).errors.contains("\r")))
  }
}
