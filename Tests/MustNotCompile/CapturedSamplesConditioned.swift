// expected-error: cannot convert value of type 'CapturedSamples' to expected argument type 'TestedSamples'
// SPDX-License-Identifier: Apache-2.0

import Conditioning
import EntropySources
import HealthTests

func condition(_ samples: CapturedSamples, into assembly: inout SeedAssembly) throws {
  try assembly.add(samples, sequence: 1, credit: .bits(1), group: "a")
}
