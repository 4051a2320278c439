// expected-error: cannot convert value of type 'PublicData' to expected argument type 'TestedSamples'
// SPDX-License-Identifier: Apache-2.0

import Conditioning
import HealthTests
import Seeds

func condition(_ data: PublicData, into assembly: inout SeedAssembly) throws {
  try assembly.add(data, sequence: 1, credit: .bits(1), group: "a")
}
