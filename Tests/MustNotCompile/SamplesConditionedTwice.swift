// expected-error: 'samples' consumed more than once
// SPDX-License-Identifier: Apache-2.0

import Conditioning
import HealthTests

// Entropy is counted once (requirement C-19).
func twice(_ samples: consuming TestedSamples, into assembly: inout SeedAssembly) throws {
  try assembly.add(samples, sequence: 1, credit: .bits(1), group: "a")
  try assembly.add(samples, sequence: 2, credit: .bits(1), group: "b")
}
