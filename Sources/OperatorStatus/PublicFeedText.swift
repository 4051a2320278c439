// SPDX-License-Identifier: Apache-2.0
package import Telemetry

/// Feeds of public data for people.
package enum PublicFeedText {
  /// A heading and a line for each product of each feed.
  package static func lines(_ feeds: [PublicFeedReport]) -> [String] {
    var lines: [String] = []
    for feed in feeds {
      lines.append(
        printable(
          "\(feed.id)  \(feed.name), \(PublicFeedReport.worth)"
            + (feed.failure.isEmpty ? "" : "; \(feed.failure)")))
      guard !feed.products.isEmpty else { continue }
      var table = TextTable([
        "PRODUCT", "STATE", "OBSERVED", "AGE", "LAG", "GAP", "SECOND SATELLITE", "USE", "WHY",
      ])
      for product in feed.products {
        table.add([
          product.name, product.state, product.observed.isEmpty ? "-" : product.observed,
          product.ageSeconds.map { duration($0) } ?? "-", product.lagSeconds.map { duration($0) } ?? "-",
          product.gapSeconds == 0 ? "-" : duration(product.gapSeconds),
          product.corroboration.isEmpty ? "-" : product.corroboration,
          product.use.isEmpty ? "-" : product.use,
          [product.stateText, product.checks, product.remarks].filter { !$0.isEmpty }.joined(separator: "; "),
        ])
      }
      lines += table.lines.map { "  " + $0 }
    }
    return lines
  }

  /// "5 min", "2 h 10 min", "3 d".
  package static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h" + (seconds % 3600 < 60 ? "" : " \(seconds % 3600 / 60) min")
    default: "\(seconds / 86_400) d"
    }
  }
}
