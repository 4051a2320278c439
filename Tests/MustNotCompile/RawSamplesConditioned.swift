// expected-error: cannot convert value of type 'RawSamples' to expected argument type 'TestedSamples'
// SPDX-License-Identifier: Apache-2.0

import Conditioning
import HealthTests

func condition(_ raw: consuming RawSamples, into assembly: inout SeedAssembly) throws {
  try assembly.add(raw, sequence: 1, credit: .bits(1), group: "a")
}
