// SPDX-License-Identifier: Apache-2.0
internal import EntropyAssessment
internal import RandomnessService

/// The command under the names of NIST's entropy assessment tools, version 1.1.7: their options, lines and exit statuses, so that
/// scripts that call them go on as before. docs/nist-tools.md lists where ours say something else, and why.
///
/// - Standard output has everything, as theirs has; exit status 0, or 255 for whatever is wrong.
enum NISTTool: String, CaseIterable {
  case nonIID = "ea_non_iid"
  case iid = "ea_iid"
  case restart = "ea_restart"
  case conditioning = "ea_conditioning"
  case transpose = "ea_transpose"

  /// The version whose numbers and lines ours are.
  static let version = "1.1.7"
  /// Samples that the standard asks for; also how far -t lets the bit string reach.
  static let wantedSamples = Assessment.requiredSamples

  /// The tool that a program was called as.
  ///
  /// - Parameter program: its name or path.
  init?(program: String) { self.init(rawValue: String(program.split(separator: "/").last ?? "")) }

  /// Runs it; returns the exit status.
  func run(_ arguments: [String]) -> Int32 {
    let output = NISTOutput()
    do throws(NISTEnd) {
      // Wherever it stands.
      if arguments.contains("--version") {
        output.line(
          "\(rawValue) of wellspring \(Randomness.version), with the lines and numbers of \(Self.version)")
        throw NISTEnd(status: 0)
      }
      switch self {
      case .nonIID: try NonIIDTool.run(arguments, output)
      case .iid: try IIDTool.run(arguments, output)
      case .restart: try RestartTool.run(arguments, output)
      case .conditioning: try ConditioningTool.run(arguments, output)
      case .transpose: try TransposeTool.run(arguments, output)
      }
      return 0
    } catch {
      if error.showsUsage { output.text(usage) }
      return error.status
    }
  }

  /// How the tool is called, in our words.
  private var usage: String {
    switch self {
    case .nonIID, .iid:
      """
      usage: \(rawValue) [-i|-c] [-a|-t] [-v]... [-q] [-l INDEX,SAMPLES] [-o FILE] FILE [BITS]

        -i  noise (the default): symbols and bits are assessed      -c  conditioned output: bits alone
        -a  all bits (the default)                                  -t  the first 1000000 bits
        -v  more lines; twice for a line for each number            -q  none
        -l  one part of so many samples                             -o  a JSON document in a file
      \(self == .iid ? "  --seed N  --threads N  --full  --fail-fast  as wellspring assess --iid has them\n" : "")
      A sample is a byte, of which the lowest BITS count. See wellspring assess --help.

      """
    case .restart:
      """
      usage: ea_restart [-i|-n] [-v]... [-q] [-s ROWS] [-o FILE] FILE [BITS] H_I

        -n  non-IID (the default)       -i  IID
        -s  a simulated cutoff of so many rows, 5000000 at least, instead of the exact one
        --simulate ROWS  the same with any number; --seed N  of the rows and of permutations

      FILE holds 1000 samples of each of 1000 restarts. See wellspring restart --help.

      """
    case .conditioning:
      """
      usage: ea_conditioning [-v|-n] [-q] [-o FILE] N_IN N_OUT NW H_IN [H' | -i FILE [-c iid]]

        -v  a vetted component (the default)      -n  another, with H' or a file of its output

      See wellspring conditioning --help.

      """
    case .transpose:
      """
      usage: ea_transpose [-v] [-l INDEX] FILE OUTPUT

        -l  one part of 1000000 samples

      Writes the columns of a restart matrix as rows.

      """
    }
  }
}

/// How a tool ends.
struct NISTEnd: Error {
  var status: Int32 = 255
  var showsUsage = false

  /// With an exit status that says that something is wrong.
  static let failed = NISTEnd()
  /// The same, and how the tool is called.
  static let usage = NISTEnd(showsUsage: true)
}
