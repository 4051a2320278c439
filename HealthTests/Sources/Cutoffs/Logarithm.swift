// SPDX-License-Identifier: Apache-2.0
internal import Glibc

// Reports only: no verdict and no cutoff rests on a Double.

/// log2(x).
func logarithm2(_ x: Double) -> Double { log2(x) }

/// 2^x.
func exponential2(_ x: Double) -> Double { exp2(x) }
