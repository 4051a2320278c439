// SPDX-License-Identifier: Apache-2.0

/// A command line as getopt(3) of the GNU library reads it: options of one letter, together or apart, before, between and behind the
/// other words; and long options, which are ours.
struct NISTArguments {
  /// An option with its value, "" if it has none.
  struct Option: Equatable {
    let name: String
    let value: String
  }

  private(set) var options: [Option] = []
  private(set) var words: [String] = []

  /// - Parameters:
  ///   - letters: the options of one letter; one that has a value is followed by a colon.
  ///   - long: the long options, likewise.
  /// - Throws: for another option, or a missing value, with a line on standard error.
  init(
    _ arguments: [String], _ letters: String, long: [String] = [], program: String
  ) throws(NISTEnd) {
    func wrong(_ problem: String) -> NISTEnd {
      try? System.write(Array("\(program): \(problem)\n".utf8).span, to: System.standardError)
      return .usage
    }
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        return
      }
      if argument.hasPrefix("--") {
        let name = String(argument.dropFirst(2))
        if long.contains(name) {
          options.append(Option(name: name, value: ""))
        } else if long.contains(name + ":"), let value = rest.popFirst() {
          options.append(Option(name: name, value: value))
        } else {
          throw wrong("unrecognized option '\(Console.oneLine(argument, limit: 80))'")
        }
        continue
      }
      guard argument.hasPrefix("-"), argument.count > 1 else {
        words.append(argument)
        continue
      }
      var cluster = argument.dropFirst()
      while let letter = cluster.popFirst() {
        guard let place = letters.firstIndex(of: letter), letter != ":" else {
          throw wrong("invalid option -- '\(Console.oneLine(String(letter)))'")
        }
        let next = letters.index(after: place)
        guard next < letters.endIndex, letters[next] == ":" else {
          options.append(Option(name: String(letter), value: ""))
          continue
        }
        let value = cluster.isEmpty ? rest.popFirst() : String(cluster)
        guard let value else { throw wrong("option requires an argument -- '\(letter)'") }
        options.append(Option(name: String(letter), value: value))
        break
      }
    }
  }

  /// How often an option is given.
  func count(_ name: String) -> Int { options.count { $0.name == name } }

  /// The value that an option was given last.
  func value(_ name: String) -> String? { options.last { $0.name == name }?.value }

  /// Which of two options stands last; `first` if neither is there.
  func isLast(_ second: String, of first: String) -> Bool {
    options.last { $0.name == first || $0.name == second }?.name == second
  }

  /// The verbosity: 0 quiet, 1 usual, 2 for people who want to know, 3 for programs.
  var verbosity: Int { count("q") > 0 ? 0 : min(3, 1 + count("v")) }

  /// A number as atoi(3) reads it: what is at the beginning, or else 0.
  static func leadingInteger(_ text: String) -> Int {
    var digits = text.drop { $0 == " " || $0 == "\t" }
    var sign = 1
    if let first = digits.first, first == "-" || first == "+" {
      sign = first == "-" ? -1 : 1
      digits = digits.dropFirst()
    }
    return sign * (Int(digits.prefix { $0.isASCII && $0.isNumber }.prefix(12)) ?? 0)
  }
}
