// SPDX-License-Identifier: Apache-2.0

/// The min-entropy of a conditioning component's output (SP 800-90B 3.1.5.1.2 and 3.1.5.2).
///
/// Numbers are those of NIST's tool ea_conditioning 1.1.7, which computes with thousands of bits; here the gaps below the bounds
/// are computed, which are small numbers of few digits.
public struct OutputEntropy: Sendable {
  /// What a component is fed and gives.
  public struct Component: Equatable, Sendable {
    /// n_in: bits of its input.
    public let inputBits: Int
    /// n_out: bits of its output.
    public let outputBits: Int
    /// nw: bits of its narrowest internal width, not above n_in (appendix E).
    public let narrowestBits: Int
    /// h_in: min-entropy of its input, in bits.
    public let inputEntropy: LongDouble

    /// - Parameters:
    ///   - inputBits: 1 to 2^32 - 1, like the other two.
    ///   - inputEntropy: above 0, up to `inputBits`.
    /// - Returns: `nil` when a number is not in its range.
    public init?(inputBits: Int, outputBits: Int, narrowestBits: Int, inputEntropy: LongDouble) {
      let range = 1...Int(UInt32.max)
      guard range.contains(inputBits), range.contains(outputBits), range.contains(narrowestBits),
        inputEntropy > 0, inputEntropy <= LongDouble(inputBits)
      else { return nil }
      (self.inputBits, self.outputBits) = (inputBits, outputBits)
      self.narrowestBits = min(narrowestBits, inputBits)
      self.inputEntropy = inputEntropy
    }
  }

  /// The component.
  public let component: Component
  /// The output entropy, rounded to the nearest: the h_out of a vetted component.
  public let vetted: LongDouble
  /// The output entropy with 22 significant digits, which are more than 70 bits.
  public let vettedText: String
  /// x where the output entropy is n_out (1 - 2^-x), rounded towards zero.
  public let outputExponent: LongDouble
  /// The same for h_in.
  public let inputExponent: LongDouble
  /// The same for nw.
  public let narrowestExponent: LongDouble

  /// Whether the component gives full entropy: h_in is at least n_out + 64 (FIPS 140-3 IG D.K, resolution 19), if its security
  /// strength is n_out at least.
  public var isFull: Bool {
    vetted > 0.999 * LongDouble(component.outputBits)
      && component.inputEntropy >= LongDouble(component.outputBits) + 64
  }

  /// The output entropy of a component that is not vetted: min(output entropy, 0.999 n_out, h' n_out).
  ///
  /// - Parameter perBit: h', the assessed min-entropy of its output, in bits per bit.
  public func nonVetted(perBit: LongDouble) -> LongDouble {
    min(vetted, Self.product(0.999, component.outputBits), Self.product(perBit, component.outputBits))
  }

  /// A product, rounded towards zero.
  public static func product(_ factor: LongDouble, _ bits: Int) -> LongDouble {
    (TwofoldNumber(factor) * TwofoldNumber(LongDouble(bits))).towardZero
  }

  /// Computes it.
  public init(_ component: Component) {
    self.component = component
    let (h, n) = (
      TwofoldNumber(component.inputEntropy), min(component.outputBits, component.narrowestBits)
    )
    let width = TwofoldNumber(LongDouble(n))
    // P_high = 2^-h and 2^-n_in; log2((1 - P_high) / (1 - 2^-n_in)), which is not above 0.
    let high = (-h).powerOfTwo
    let each = TwofoldNumber(LongDouble(0 - component.inputBits)).powerOfTwo
    // 1 - 2^-h is small for a small h, where 2^-h is near 1.
    let missing = -((-h) * TwofoldNumber.logOfTwo).exponentialMinusOne
    let logOfMissing =
      missing.high < 0.5 ? missing.log2 * TwofoldNumber.logOfTwo : (-high).logOfOnePlus
    let spread = (logOfMissing - (-each).logOfOnePlus) / TwofoldNumber.logOfTwo

    // psi = 2^-m 2^gap, where m is the lower of n and h.
    let psi: Gap
    if component.inputEntropy >= LongDouble(n) {
      // 2^gap = 2^spread + 2^(n - h) = 1 + 2^(n - h) (1 - 2^-n - 2^-n_in + 2^(h - n - n_in)) / (1 - 2^-n_in)
      let lost = TwofoldNumber(LongDouble(0 - n)).powerOfTwo
      let rest = (h - width - TwofoldNumber(LongDouble(component.inputBits))).powerOfTwo
      let factor = (rest - lost - each).logOfOnePlus - (-each).logOfOnePlus
      psi = Gap(logOfDelta: width - h + factor / TwofoldNumber.logOfTwo, below: width)
    } else {
      // 2^gap = 1 + 2^(h - n + spread)
      psi = Gap(logOfDelta: h - width + spread, below: h)
    }
    // omega = 2^-n 2^gap, gap = spread + log2(1 + sqrt(2 n ln 2 2^(n - n_in)))
    let doubled = TwofoldNumber(LongDouble(2 * n)) * TwofoldNumber.logOfTwo
    let logOfRoot =
      (doubled.log2 + width - TwofoldNumber(LongDouble(component.inputBits))) * TwofoldNumber(0.5)
    let omega = Gap(logOfDelta: logOfRoot, below: width).adding(spread)
    let lowest = omega.isLower(than: psi) ? omega : psi

    // Probabilities are not above 1. A single bit of input has two values, which may both give the same output: psi is just 1.
    let value =
      component.inputBits > 1 && lowest.value.high > 0 ? lowest.value : TwofoldNumber(0)
    (vetted, vettedText) = (value.high, value.decimal(significant: 22))
    outputExponent = lowest.exponent(of: TwofoldNumber(LongDouble(component.outputBits)))
    inputExponent = lowest.exponent(of: h)
    narrowestExponent = lowest.exponent(of: TwofoldNumber(LongDouble(component.narrowestBits)))
  }

  /// A bound and how far below it a value is; by its logarithm, since it may be less than any number.
  private struct Gap {
    let bound: TwofoldNumber
    /// The gap; 0 where it is too little for a number.
    let gap: TwofoldNumber
    /// Its binary logarithm; minus infinity when it is negative.
    let logOfGap: TwofoldNumber

    /// The value below the bound.
    var value: TwofoldNumber { bound - gap }

    /// A gap of log2(1 + delta).
    init(logOfDelta: TwofoldNumber, below bound: TwofoldNumber) {
      self.bound = bound
      let delta = logOfDelta.powerOfTwo
      gap = delta.logOfOnePlus / TwofoldNumber.logOfTwo
      // log2(1 + delta) is delta / ln 2 where delta^2 is nothing beside it.
      logOfGap =
        logOfDelta.high < -200 ? logOfDelta - TwofoldNumber.logOfTwo.log2 : gap.log2
    }

    private init(bound: TwofoldNumber, gap: TwofoldNumber, logOfGap: TwofoldNumber) {
      (self.bound, self.gap, self.logOfGap) = (bound, gap, logOfGap)
    }

    /// A gap with something more, which may make it negative.
    func adding(_ more: TwofoldNumber) -> Self {
      guard !more.isZero else { return self }
      let sum = gap + more
      return Self(
        bound: bound, gap: sum, logOfGap: sum.high > 0 ? sum.log2 : TwofoldNumber(0 - .infinity))
    }

    /// Whether the value is lower than another one; below the same bound, by gaps that make no difference to the values.
    func isLower(than other: Self) -> Bool {
      bound == other.bound ? other.logOfGap < logOfGap : value < other.value
    }

    /// x where the value is a maximum (1 - 2^-x).
    func exponent(of maximum: TwofoldNumber) -> LongDouble {
      let distance = maximum - bound
      let log = distance.isZero ? logOfGap : (distance + gap).log2
      return (maximum.log2 - log).towardZero
    }
  }
}
