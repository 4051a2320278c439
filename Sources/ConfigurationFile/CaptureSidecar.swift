// SPDX-License-Identifier: Apache-2.0

/// What is known of a file of captured samples: the document that lies beside it (requirement B-48).
package struct CaptureSidecar: Equatable, Sendable {
  /// Where samples came from.
  package struct Origin: Equatable, Sendable {
    /// Short name; that of an assessment record's source.
    package var id: String
    /// What it is, for people: "timing of the processor's memory accesses", a path, a command.
    package var name: String
    /// "physical", "nonPhysical" or "deterministicConditioned".
    package var kind: String
    /// "raw", or who has processed the samples.
    package var conditioning: String
    /// Sources of one group are credited once.
    package var independenceGroup: String
    /// The device that was found.
    package var driver: String?
    /// Its serial number, or the processor's model.
    package var serial: String?

    /// Makes an origin.
    package init(
      id: String, name: String, kind: String, conditioning: String, independenceGroup: String,
      driver: String? = nil, serial: String? = nil
    ) {
      (self.id, self.name, self.kind, self.conditioning) = (id, name, kind, conditioning)
      (self.independenceGroup, self.driver, self.serial) = (independenceGroup, driver, serial)
    }

    /// Whether samples are noise as it was digitised.
    package var isRaw: Bool { conditioning == "raw" }
  }

  /// The restarts that rows are of.
  package struct Restarts: Equatable, Sendable {
    /// How the source was restarted.
    package enum Method: String, CaseIterable, Sendable {
      /// Each row by a process of its own.
      case newProcess = "new-process"
      /// A command was run before each row, such as one that cycles the device's power.
      case command
    }

    /// Rows of the file.
    package var rows: Int
    /// Samples of a row.
    package var samples: Int
    /// How the source was restarted.
    package var method: Method
    /// The command of that method.
    package var between: String?

    /// Makes restarts.
    package init(rows: Int, samples: Int, method: Method, between: String? = nil) {
      (self.rows, self.samples, self.method, self.between) = (rows, samples, method, between)
    }
  }

  /// What the health tests said of the samples.
  package struct Health: Equatable, Sendable {
    /// The claim that cutoffs are for, in bits a sample.
    package var minEntropy: Double
    /// a of alpha = 2^-a.
    package var alphaExponent: Int
    /// Samples of a window.
    package var window: Int
    /// Cutoff of the repetition count test.
    package var repetitionCount: Int
    /// The longest run.
    package var longestRun: Int
    /// Cutoff of the adaptive proportion test.
    package var adaptiveProportion: Int
    /// The highest count of a window.
    package var highestCount: Int
    /// Alarms, in words.
    package var alarms: [String]

    /// Makes a result.
    package init(
      minEntropy: Double, alphaExponent: Int, window: Int, repetitionCount: Int, longestRun: Int,
      adaptiveProportion: Int, highestCount: Int, alarms: [String]
    ) {
      (self.minEntropy, self.alphaExponent, self.window) = (minEntropy, alphaExponent, window)
      (self.repetitionCount, self.longestRun) = (repetitionCount, longestRun)
      (self.adaptiveProportion, self.highestCount, self.alarms) = (adaptiveProportion, highestCount, alarms)
    }
  }

  /// The part that a capture is of a greater one.
  package struct Shard: Equatable, Sendable {
    /// Which part, from 1 on.
    package var index: Int
    /// How many parts there are.
    package var count: Int
    /// Restarts, or samples that follow each other, of all parts.
    package var whole: Int

    /// Makes a part.
    package init(index: Int, count: Int, whole: Int) {
      (self.index, self.count, self.whole) = (index, count, whole)
    }

    /// How many of the whole this part has.
    package var share: Int {
      whole * index / max(1, count) - whole * (index - 1) / max(1, count)
    }
  }

  /// The machine that it was captured on.
  package struct Machine: Equatable, Sendable {
    /// Name and release of the kernel.
    package var kernel: String
    /// The processor's architecture.
    package var architecture: String
    /// The processor's model.
    package var processor: String

    /// Makes a machine.
    package init(kernel: String, architecture: String, processor: String) {
      (self.kernel, self.architecture, self.processor) = (kernel, architecture, processor)
    }
  }

  /// The tool and its version.
  package var version = ""
  /// SHA-256 of the file of samples, in hexadecimal digits.
  package var sha256 = ""
  /// "bytes" or "packed".
  package var layout = "bytes"
  /// Bits of a sample.
  package var sampleBits = 8
  /// How many samples there are.
  package var samples = 0
  /// How many of them followed each other without a gap: one number unless the capture was interrupted. Rows of restarts have
  /// none.
  package var segments: [Int] = []
  /// The restarts, if rows are of some.
  package var restarts: Restarts?
  /// The part, if the capture is one of several.
  package var shard: Shard?
  /// Where the samples came from.
  package var origin: Origin
  /// What the health tests said.
  package var health: Health?
  /// The machine.
  package var machine = Machine(kernel: "", architecture: "", processor: "")
  /// When it began, in UTC.
  package var started = ""
  /// When it was over, in UTC.
  package var ended = ""
  /// The command line.
  package var command: [String] = []
  /// Who captured, if told.
  package var operatorName: String?

  /// Makes a document; the values above are to be filled in.
  package init(origin: Origin) { self.origin = origin }

  /// Whether the samples may be assessed: they were tested, and no health test has fired (requirement B-47).
  package var isValid: Bool { health?.alarms.isEmpty ?? false }

  /// What does not fit together; `nil` if all does, or the capture is not finished.
  package var contradiction: String? {
    guard !ended.isEmpty || health != nil else { return nil }
    guard layout == "bytes" || layout == "packed" else { return "its layout is neither bytes nor packed" }
    if let restarts {
      guard restarts.rows >= 1, restarts.samples >= 1,
        restarts.rows.multipliedReportingOverflow(by: restarts.samples) == (samples, false)
      else { return "its restarts are not as many samples as it says" }
    }
    if !segments.isEmpty {
      guard segments.reduce(0, { $0 &+ $1 }) == samples, segments.allSatisfy({ $0 > 0 && $0 <= samples })
      else {
        return "its segments are not as many samples as it says"
      }
    }
    if let shard, shard.index > shard.count { return "it is part \(shard.index) of \(shard.count)" }
    if let health {
      guard health.minEntropy > 0, health.minEntropy <= Double(sampleBits) else {
        return "its health tests assume \(health.minEntropy) bits of \(sampleBits)"
      }
    }
    return nil
  }

  /// The name of the document beside a file of samples.
  package static func path(besides file: String) -> String { file + ".json" }

  /// What is said of conditioned samples.
  package static let conditionedNote = "conditioned output: says nothing about entropy"
}
