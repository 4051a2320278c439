// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import OperatorStatus
  internal import SolarSource
  internal import Telemetry

  /// `wellspring solar list`.
  struct SolarList: Verb {
    static let configuration = CommandConfiguration(
      "list", "List the stored records by product and day.",
      examples: [
        ("wellspring solar list", "a line for each day"),
        ("wellspring solar list --json", "the same for a program"),
      ])

    @OptionGroup var common: CommonOptions

    func perform(_ console: Console) throws(Failure) -> ExitStatus {
      let setup = try SolarSetup(try common.load())
      let store = try setup.existingStore()
      var rows: [(product: SolarProduct, day: String, records: [SolarRecord])] = []
      try withStore(setup) { () throws(SolarStoreError) in
        for product in SolarProduct.allCases {
          let records = try store.records(of: product)
          for (day, ofDay) in Dictionary(grouping: records, by: \.time.day).sorted(by: { $0.key < $1.key }) {
            rows.append((product, day, ofDay))
          }
        }
      }
      if common.json {
        try console.document([
          "schema_version": Snapshot.schemaVersion, "worth": .string(PublicFeedReport.worth),
          "days": .array(
            rows.map { row in
              [
                "product": .string(row.product.rawValue), "day": .string(row.day),
                "records": JSON(row.records.count),
                "first": .string(row.records.first?.time.description ?? ""),
                "last": .string(row.records.last?.time.description ?? ""),
              ]
            }),
        ])
      } else {
        try console.result(
          lines: StatusText.table(
            heading: ["PRODUCT", "DAY", "RECORDS", "FIRST", "LAST"],
            rows.map { row in
              [
                row.product.rawValue, row.day, String(row.records.count),
                row.records.first?.time.description ?? "",
                row.records.last?.time.description ?? "",
              ]
            }))
      }
      return .yes
    }
  }
#endif
