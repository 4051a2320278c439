// expected-error: cannot convert value of type 'CapturedSamples' to expected argument type 'RawSamples'
// SPDX-License-Identifier: Apache-2.0

import EntropySources
import HealthTests

// What was captured for study is never tested for use (requirement B-3).
func reuse(_ samples: CapturedSamples, _ tests: inout HealthTests) { _ = tests.test(samples) }
