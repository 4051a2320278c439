// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser

  /// `wellspring capture`.
  struct Capture: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "capture", abstract: "Capture samples of a source into a file, for assessment.",
      discussion: """
        EXAMPLES:
          wellspring capture cpu-timing --samples 1000000 --output noise.bin
              Samples that follow each other, for wellspring assess.
          wellspring capture cpu-timing --restarts 1000x1000 --output restarts.bin
              A process for each restart, for wellspring restart.
          wellspring capture --exec 'my-probe --raw' --samples 1000000 --output probe.bin
              The output of a program of yours.
          wellspring capture merge --output all.bin part1.bin part2.bin
              The parts of a capture.
        """,
      subcommands: [CaptureRun.self, CaptureMerge.self, CaptureRow.self], defaultSubcommand: CaptureRun.self)
  }
#endif
