// SPDX-License-Identifier: Apache-2.0
internal import Glibc

#if arch(x86_64)
  /// What C calls `long double` on x86-64: 64 bits of significand.
  public typealias LongDouble = Float80
#else
  /// Double precision, where the processor has nothing wider: whole numbers and the first six decimals of every result are
  /// the same as with `long double`.
  public typealias LongDouble = Double
#endif

/// libm's functions for ``LongDouble``; the digits of published results are theirs.
enum LongMath {
  #if arch(x86_64)
    static func log(_ x: Float80) -> Float80 { logl(x) }
    static func log2(_ x: Float80) -> Float80 { log2l(x) }
    static func pow(_ x: Float80, _ y: Float80) -> Float80 { powl(x, y) }
    static func exp(_ x: Float80) -> Float80 { expl(x) }
    static func log1p(_ x: Float80) -> Float80 { log1pl(x) }
  #else
    static func log(_ x: Double) -> Double { Glibc.log(x) }
    static func log2(_ x: Double) -> Double { Glibc.log2(x) }
    static func pow(_ x: Double, _ y: Double) -> Double { Glibc.pow(x, y) }
    static func exp(_ x: Double) -> Double { Glibc.exp(x) }
    static func log1p(_ x: Double) -> Double { Glibc.log1p(x) }
  #endif
}
