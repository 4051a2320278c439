// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import FoundationEssentials

  /// `wellspring acvp`.
  struct ACVP: Verb {
    static let configuration = CommandConfiguration(
      "acvp", "Answer an ACVP prompt for ctrDRBG, mode AES-256, with the response document.",
      """
      The response is a document of the ACVP protocol with or without --json. Nothing of the prompt reaches a generator \
      that gives random bytes.
      """,
      examples: [
        ("wellspring acvp prompt.json > response.json", "answers a vector set"),
        ("curl -s $URL | wellspring acvp -", "a prompt on standard input"),
      ])

    @Argument(help: "The prompt, or - for standard input.")
    var prompt: String

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      // A bad configuration is refused by every verb, also by those that need little of it.
      _ = try common.load()
      let bytes = try System.contents(of: prompt, limit: ACVPPrompt.byteLimit)
      let response: String
      do throws(ACVPError) { response = try ACVPResponder.respond(to: Data(bytes)) } catch {
        var sentence = error.sentence
        if sentence.last == "." { sentence.removeLast() }
        throw Failure(
          .bad, code: "acvp-prompt", value: Console.oneLine(prompt), limit: "ctrDRBG, AES-256, revision 1.0",
          fix: "correct the prompt", sentence: sentence)
      }
      try console.result(response)
      return .yes
    }
  }
#endif
