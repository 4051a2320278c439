// expected-error: cannot convert value of type 'SolarObservation' to expected argument type 'RawSamples'
// SPDX-License-Identifier: Apache-2.0

import HealthTests
import SolarSource

/// An observation is no sample: only samples get through the tests, and only what got through them has credit.
func test(_ observation: SolarObservation, with tests: inout HealthTests) {
  _ = tests.test(observation)
}
