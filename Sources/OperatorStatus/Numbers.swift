// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A number as a person reads it: at most `decimals` of them, and none that is zero.
func short(_ value: Double, decimals: Int = 2) -> String {
  guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
  let scale = pow(10, Double(decimals))
  let rounded = (value * scale).rounded() / scale
  return rounded == rounded.rounded() ? String(Int64(rounded)) : "\(rounded)"
}

/// "384 - 2^-63.5": what lies so close below a whole number of bits that its decimals would not show it.
func below(_ ceiling: Int, by deficit: Double) -> String {
  guard deficit > 0 else { return String(ceiling) }
  return deficit < 0.01
    ? "\(ceiling) - 2^\(short(log2(deficit), decimals: 1))" : short(Double(ceiling) - deficit)
}
