// SPDX-License-Identifier: Apache-2.0
@testable import EntropyAssessment
import Foundation
import TestSupport
import Testing

@Suite struct OutputEntropyTests {
  #if arch(x86_64)
    /// A run of NIST's tool: the numbers it was given, and those it has printed.
    struct Run: Sendable, CustomTestStringConvertible {
      let numbers: [String]
      let lines: [String]
      var testDescription: String { numbers.joined(separator: " ") }
    }

    static let runs: [Run] = {
      guard let text = PackageFiles.sharedText("data/nist/expected-restart-conditioning.json"),
        let document = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      else { return [] }
      return (document["conditioning"] as? [[String: Any]] ?? []).compactMap { run in
        guard run["exit"] as? Int == 0, let arguments = run["args"] as? [String],
          let lines = run["stdout_lines"] as? [String], !arguments.contains("-i")
        else { return nil }
        return Run(numbers: Array(arguments.drop { $0.hasPrefix("-") }), lines: lines)
      }
    }()

    /// As NIST's tool prints: 22 digits, the rest dropped.
    private func digits(_ value: Float80) -> String {
      fesetround(FE_TOWARDZERO)
      defer { fesetround(FE_TONEAREST) }
      return unsafe withVaList([value]) { arguments in
        var buffer = [CChar](repeating: 0, count: 64)
        let count = unsafe vsnprintf(&buffer, buffer.count, "%.22Lg", arguments)
        return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    }

    private func number(_ text: String) -> Float80 {
      fesetround(FE_TOWARDZERO)
      defer { fesetround(FE_TONEAREST) }
      return unsafe strtold(text, nil)
    }

    @Test(.enabled("the reference data is not there") { !runs.isEmpty }, arguments: runs)
    func `every recorded digit is the same`(run: Run) throws {
      let component = try #require(
        OutputEntropy.Component(
          inputBits: Int(run.numbers[0]) ?? 0, outputBits: Int(run.numbers[1]) ?? 0,
          narrowestBits: Int(run.numbers[2]) ?? 0, inputEntropy: number(run.numbers[3])))
      let entropy = OutputEntropy(component)
      let value = digits(entropy.vetted)
      var line = "Output_Entropy(*) = " + value
      for (name, bound, exponent) in [
        ("n_out", Float80(component.outputBits), entropy.outputExponent),
        ("h_in", component.inputEntropy, entropy.inputExponent),
        ("nw", Float80(component.narrowestBits), entropy.narrowestExponent),
      ] where entropy.vetted == bound { line += "; Close to \(name) (epsilon = 2^(-\(digits(exponent))))" }
      #expect(
        run.lines.contains(line.replacingOccurrences(of: "= 0", with: "= -0")) || run.lines.contains(line),
        "\(line)")
      if let epsilon = run.lines.first(where: { $0.hasPrefix("epsilon") }) {
        #expect(epsilon.hasPrefix("epsilon = 2^(-\(digits(entropy.outputExponent)))"))
        #expect(epsilon.contains("Full Entropy") == entropy.isFull)
      }
      if run.numbers.count == 5 {
        let bound = entropy.nonVetted(perBit: number(run.numbers[4]))
        #expect(run.lines.last == "(Non-vetted) h_out = \(digits(bound))")
      }
    }
  #endif

  @Test func `what cannot be is refused`() {
    func component(_ n: Int, _ out: Int, _ nw: Int, _ h: LongDouble) -> OutputEntropy.Component? {
      OutputEntropy.Component(inputBits: n, outputBits: out, narrowestBits: nw, inputEntropy: h)
    }
    #expect(component(0, 1, 1, 0.5) == nil)
    #expect(component(1, 0, 1, 0.5) == nil)
    #expect(component(1, 1, 0, 0.5) == nil)
    #expect(component(1, 1, 1, 0) == nil)
    #expect(component(1, 1, 1, 1.5) == nil)
    #expect(component(1, 1, 1, .nan) == nil)
    #expect(component(1 << 32, 1, 1, 1) == nil)
    #expect(component(8, 8, 100, 1)?.narrowestBits == 8)
  }

  @Test func `the widest components have results`() throws {
    for (n, out, h) in [
      (4_294_967_295, 4_294_967_295, 1e9), (4_294_967_295, 1, 4e9), (1, 4_294_967_295, 1e-9),
    ] {
      let entropy = OutputEntropy(
        try #require(
          OutputEntropy.Component(
            inputBits: n, outputBits: out, narrowestBits: n, inputEntropy: LongDouble(h))))
      #expect(entropy.vetted >= 0 && entropy.vetted <= LongDouble(min(out, n)))
      #expect(entropy.outputExponent.isFinite && entropy.inputExponent.isFinite)
    }
  }

  @Test func `a single bit of input gives nothing`() throws {
    for entropy in [0.1, 0.5, 1] as [LongDouble] {
      let result = OutputEntropy(
        try #require(
          OutputEntropy.Component(
            inputBits: 1, outputBits: 32, narrowestBits: 32, inputEntropy: entropy)))
      #expect(result.vetted == 0 && result.vettedText == "0")
    }
  }

  @Test func `more entropy in is more entropy out`() throws {
    var last: LongDouble = -1
    for step in 1...512 {
      let entropy = OutputEntropy(
        try #require(
          OutputEntropy.Component(
            inputBits: 512, outputBits: 256, narrowestBits: 256, inputEntropy: LongDouble(step))))
      #expect(entropy.vetted >= last)
      #expect(entropy.vetted <= LongDouble(step))
      last = entropy.vetted
    }
  }

  @Test func `twofold numbers`() {
    let third = TwofoldNumber(1) / TwofoldNumber(3)
    let whole = third + third + third - TwofoldNumber(1)
    let epsilon = LongDouble.ulpOfOne * LongDouble.ulpOfOne
    #expect(abs(whole.high) <= 2 * epsilon)
    let two = TwofoldNumber(2).squareRoot
    #expect(abs((two * two - TwofoldNumber(2)).high) <= 8 * epsilon)
    for x in [-0.75, -1e-9, 1e-30, 0.001, 0.4, 3, 1000] as [LongDouble] {
      let logarithm = TwofoldNumber(x).logOfOnePlus
      let back = logarithm.exponentialMinusOne
      #expect(
        abs((back - TwofoldNumber(x)).high) <= 2000 * epsilon * max(1, abs(x)) * max(abs(x), 1e-30), "\(x)")
    }
    #expect(TwofoldNumber.logOfTwo.decimal(significant: 30) == "0.693147180559945309417232121458")
    #expect(TwofoldNumber(0).decimal(significant: 3) == "0")
    #expect(TwofoldNumber(255).decimal(significant: 22) == "255")
    #expect(TwofoldNumber(1000).decimal(significant: 2) == "1000")
    #expect(TwofoldNumber(0.0625).decimal(significant: 22) == "0.0625")
    #expect((TwofoldNumber(1000) - TwofoldNumber(0x1p-80)).decimal(significant: 22) == "1000")
    #expect(
      (TwofoldNumber(1) - TwofoldNumber(0x1p-50)).decimal(significant: 22) == "0.9999999999999991118216")
    // ln 2 to 36 digits.
    let next: LongDouble = 0.693147180559945309417232121458176568
    #expect(TwofoldNumber.logOfTwo.high == next)
    #expect(abs(TwofoldNumber(8).log2.high - 3) <= .ulpOfOne && TwofoldNumber(8).log2.low == 0)
  }
}
