// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import OperatorStatus
  internal import SolarSource
  internal import Telemetry

  /// `wellspring solar export`.
  struct SolarExport: Verb {
    static let configuration = CommandConfiguration(
      "export", "Print the stored records of a product, for study.",
      """
      With --symbols the last digits of a column come as bytes, which an estimator can be given: whatever it says of them, they \
      are public and worth 0 bits of secrecy.
      """,
      examples: [
        ("wellspring solar export rtsw-mag-1m --since 2026-08-01 > field.csv", "comma-separated values"),
        (
          "wellspring solar export goes-primary-xrays-1-day --symbols flux | wellspring assess -",
          "near six bits a byte, and no secret"
        ),
      ])

    @Argument(help: ArgumentHelp("As wellspring solar status names it.", valueName: "product"))
    var product: String

    @Flag(help: "One JSON document a line instead of comma-separated values.")
    var jsonl = false

    @Option(help: ArgumentHelp("Bytes of the last digits of this column instead.", valueName: "column"))
    var symbols: String?

    @Option(help: ArgumentHelp("Leave out what was observed before.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Leave out what was observed at this time and later.", valueName: "time"))
    var until: String?

    @OptionGroup var common: CommonOptions

    var isJSON: Bool { common.json || jsonl }

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let product = try SolarSetup.product(product, "there is", .usage)
      let since = try since.map { text throws(Failure) in try SolarMoment.parse(text, option: "--since") }
      let until = try until.map { text throws(Failure) in try SolarMoment.parse(text, option: "--until") }
      let setup = try SolarSetup(try common.load())
      let store = try setup.existingStore()
      var records = try withStore(setup) { () throws(SolarStoreError) in
        try store.records(of: product, from: since ?? SolarTime.range.lowerBound)
      }
      if let until { records.removeAll { $0.time >= until } }
      if let column = symbols {
        try export(column, of: records, product, console)
      } else if isJSON {
        try console.result(records.map { Self.document($0, product).text + "\n" }.joined())
      } else {
        let heading = ["time", "origin", "series"] + product.columns
        let lines = records.map { record in
          [record.time.description, record.origin, record.series] + record.values.map { $0 ?? "" }
        }
        try console.result(([heading] + lines).map { $0.joined(separator: ",") + "\n" }.joined())
      }
      return .yes
    }

    private func export(
      _ column: String, of records: [SolarRecord], _ product: SolarProduct, _ console: Console
    ) throws(Failure) {
      guard let symbols = SolarSeries.symbols(of: records, product, column: column) else {
        throw .usage(
          Console.oneLine(column), limit: product.columns.joined(separator: ", "),
          problem: "\(product.rawValue) has no column \"\(Console.oneLine(column))\"",
          fix: "choose among \(product.columns.joined(separator: ", "))")
      }
      if System.isTerminal(System.standardOutput) {
        throw .usage(
          "--symbols", limit: "a file or a pipe",
          problem: "bytes would garble the terminal on standard output",
          fix: "redirect the output")
      }
      console.note([
        "\(symbols.count) bytes of public data: worth 0 bits of secrecy, whatever an estimator says"
      ])
      try System.write(symbols.span, to: System.standardOutput)
    }

    private static func document(_ record: SolarRecord, _ product: SolarProduct) -> JSON {
      var members: [JSON.Member] = [
        JSON.Member("time", .string(record.time.description)), JSON.Member("origin", .string(record.origin)),
        JSON.Member("series", .string(record.series)),
      ]
      // Text, since a number that is read and written again is another text.
      for (column, value) in zip(product.columns, record.values) {
        members.append(JSON.Member(column, JSON(value)))
      }
      return .object(members)
    }
  }
#endif
