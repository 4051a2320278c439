// SPDX-License-Identifier: Apache-2.0
package import HealthTests

/// Why the samples of a test did not come through the health tests.
package struct SamplesRefused: Error {
  /// What the tests said.
  package let reason: String
}

/// Samples with these values that have passed the health tests, in the only way there is: behind a start-up test of
/// 1024 uniform samples.
///
/// - Parameters:
///   - bytes: at least one; must pass the tests at `minEntropy`.
///   - minEntropy: what the tests are set for; the width of a sample unless given.
package func testedSamples(
  of source: String = "scripted", _ bytes: [UInt8], bitsPerSample: Int = 8, minEntropy: MinEntropy? = nil
) throws -> TestedSamples {
  let configuration = try HealthTestConfiguration(
    minEntropy: minEntropy ?? .bits(bitsPerSample), bitsPerSample: bitsPerSample)
  var tests = try HealthTests(configuration)
  var noise = NoiseMaker(.uniform, bitsPerSample: bitsPerSample, generator: SeededGenerator(seed: 1024))
  let all = noise.samples(HealthTests.startUpSamples) + bytes
  var raw = try RawSamples(source: source, sequence: 0, bitsPerSample: bitsPerSample, capacity: all.count)
  raw.fill { buffer in
    for index in all.indices { buffer[index] = all[index] }
    return all.count
  }
  switch tests.test(raw) {
  case .passed(let samples): return samples
  case .startingUp(let remaining):
    throw SamplesRefused(reason: "\(remaining) samples of the start-up test are missing")
  case .alarm(let alarm): throw SamplesRefused(reason: "\(alarm)")
  case .refused(let error): throw SamplesRefused(reason: "\(error)")
  }
}
