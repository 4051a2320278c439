// SPDX-License-Identifier: Apache-2.0
package import Telemetry

extension PublicFeedReport {
  /// What public data is worth, wherever it is shown.
  package static let worth = "public: credit 0"

  /// Everything about one feed.
  package var json: JSON {
    [
      "id": .string(id),
      "name": .string(name),
      "worth": .string(Self.worth),
      "credited_bits": 0,
      "failure": .string(failure),
      "products": .array(products.map(\.json)),
    ]
  }
}

extension PublicFeedReport.Product {
  var json: JSON {
    [
      "name": .string(name),
      "state": .string(state),
      "state_text": .string(stateText),
      "polled": .string(polled),
      "observed": .string(observed),
      "age_seconds": JSON(ageSeconds),
      "lag_seconds": JSON(lagSeconds),
      "gap_seconds": JSON(gapSeconds),
      "corroboration": .string(corroboration),
      "use": .string(use),
      "output_sanity_checks": .string(checks),
      "remarks": .string(remarks),
    ]
  }
}
