// expected: compiles
// SPDX-License-Identifier: Apache-2.0

import Conditioning
import DRBG
import HealthTests
import Seeds

func finish(_ samples: consuming TestedSamples, in assembly: consuming SeedAssembly) throws -> EntropySeed {
  try assembly.add(samples, sequence: 1, credit: .bits(1), group: "a")
  return try assembly.finish()
}

func use(_ seed: consuming EntropySeed, _ other: consuming RBGSeed, in drbg: inout CTRDRBG) throws {
  try drbg.instantiate(seed)
  try drbg.reseed(other)
}
