// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser

  /// `wellspring capture row`: the process of one restart. The verb starts it.
  struct CaptureRow: Verb {
    static let configuration = CommandConfiguration(
      commandName: "row", abstract: "Print samples of a source that was just started.", shouldDisplay: false)

    @OptionGroup var options: CaptureOptions

    @OptionGroup var common: CommonOptions

    /// Samples of a write.
    private static let piece = 1000

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let (target, _, _, _) = try options.target(common)
      let feed = try SampleFeed(target, seconds: 60)
      // Until nobody reads any more.
      while true {
        let samples = try feed.next(Self.piece)
        do throws(Failure) { try System.write(samples.span, to: System.standardOutput) } catch {
          return .yes
        }
      }
    }
  }
#endif
