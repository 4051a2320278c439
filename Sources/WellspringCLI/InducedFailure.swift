// SPDX-License-Identifier: Apache-2.0
internal import DRBG
internal import Primitives
internal import RandomnessService

/// A failure that `selftest --induce` brings about in this process, to show that it is found.
enum InducedFailure: String, CaseIterable, Sendable {
  /// A source whose every sample is the same.
  case stuck
  /// A source that gives one value too often.
  case bias
  /// A known-answer test with a wrong answer.
  case kat

  /// What was seen.
  struct Observation: Sendable {
    /// A line for each thing.
    var lines: [String]
    /// The sample, counted from 0, at which a health test fired.
    var sample: Int?
    /// Whether the failure was found.
    var isDetected: Bool
  }

  /// Brings it about.
  func run(_ configuration: Configuration) throws(Failure) -> Observation {
    switch self {
    case .stuck, .bias:
      var source = FailingSource(self)
      return try source.run()
    case .kat: return try Self.failKnownAnswer(configuration)
    }
  }

  /// The self-test must name the test, and a service with that failure must give nothing.
  private static func failKnownAnswer(_ configuration: Configuration) throws(Failure) -> Observation {
    guard let test = DRBGSelfTest.tests.last?.name else {
      return Observation(lines: ["there is no known-answer test"], isDetected: false)
    }
    var observation = Observation(lines: ["induced   a wrong answer of \"\(test)\""], isDetected: true)
    do throws(DRBGError) {
      _ = try DRBGSelfTest.run(inducingFailureOf: test)
      observation.lines.append("self-test passed")
      observation.isDetected = false
    } catch {
      observation.lines.append(
        "self-test \(error == .selfTestFailed(test: test) ? "failed at \"\(test)\"" : "\(error)")")
      if error != .selfTestFailed(test: test) { observation.isDetected = false }
    }
    var environment = ServiceEnvironment.live
    environment.inducedSelfTestFailure = { test }
    do throws(RandomnessError) {
      let randomness = try Randomness(configuration, environment: environment)
      _ = try randomness.secretBytes(32)
      observation.lines.append("service   gave bytes all the same")
      observation.isDetected = false
    } catch {
      observation.lines.append("service   refused: \(error)")
      // No source at all is a refusal, but shows nothing.
      if error != .selfTestFailed(test: test) { observation.isDetected = false }
    }
    return observation
  }
}
