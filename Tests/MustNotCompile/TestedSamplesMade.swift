// expected-error: 'TestedSamples?' initializer is inaccessible due to 'internal' protection level
// SPDX-License-Identifier: Apache-2.0

import HealthTests

func skip(_ raw: consuming RawSamples) -> TestedSamples? { TestedSamples(raw) }
