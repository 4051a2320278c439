// expected-error: cannot convert value of type 'RBGSeed' to expected argument type 'EntropySeed'
// SPDX-License-Identifier: Apache-2.0

import DRBG
import Seeds

// Prediction resistance takes full entropy; another generator's output is no substitute (SP 800-90A 8.8).
func resist(_ drbg: inout CTRDRBG, _ output: inout MutableSpan<UInt8>, _ seed: consuming RBGSeed) throws {
  try drbg.generate(into: &output, reseedingWith: seed)
}
