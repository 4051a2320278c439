// SPDX-License-Identifier: Apache-2.0
package import Telemetry

extension SeedRecord {
  /// Narrowest width inside SHA3-384 as SP 800-90B counts it: its digest length in bits (3.1.5, table 1; B-30).
  static let conditionerWidth = 384

  /// One entry of the ledger.
  package var json: JSON {
    [
      "sequence": .unsigned(sequence),
      "purpose": .string(purpose),
      "worth": worth.json,
      "contributions": .array(contributions.map(\.json)),
      "additional_input": .array(additionalInput.map(\.json)),
      "dropped": .array(dropped.map(\.json)),
    ]
  }
}

extension SeedRecord.Worth {
  var json: JSON {
    switch self {
    case .entropy(let creditedBits, let inputBits, let outputBits, let deficitBits):
      [
        "currency": "entropy",
        "credited_bits": .number(creditedBits),
        // The account of SP 800-90B 3.1.5.1.2; h_out is n_out less h_out_deficit, which a Double cannot show.
        "conditioning": [
          "function": "SHA3-384",
          "n_in": JSON(inputBits),
          "h_in": .number(creditedBits),
          "nw": JSON(SeedRecord.conditionerWidth),
          "n_out": JSON(outputBits),
          "h_out": .number(Double(outputBits) - deficitBits),
          "h_out_deficit": .number(deficitBits),
        ],
      ]
    case .strength(let bits, let origin):
      ["currency": "strength", "strength": JSON(bits), "origin": .string(origin), "function": "SHA3-384"]
    }
  }
}

extension SeedRecord.Contribution {
  var json: JSON {
    [
      "source": .string(source),
      "samples": JSON(samples),
      "claim": JSON(claim),
      "record": JSON(record),
      "credited_bits": .number(creditedBits),
      "verdict": .string(verdict),
    ]
  }
}

extension SeedRecord.Dropped {
  var json: JSON { ["source": .string(source), "samples": JSON(samples), "reason": .string(reason)] }
}
