// SPDX-License-Identifier: Apache-2.0

/// The ten estimators of SP 800-90B 6.3, in the order of the standard; raw values are their names in options and documents.
public enum Estimator: String, CaseIterable, Sendable {
  /// 6.3.1.
  case mostCommonValue = "mcv"
  /// 6.3.2, for bit strings.
  case collision
  /// 6.3.3, for bit strings.
  case markov
  /// 6.3.4, for bit strings.
  case compression
  /// 6.3.5.
  case tTuple = "t-tuple"
  /// 6.3.6.
  case lrs
  /// 6.3.7.
  case multiMCW = "multi-mcw"
  /// 6.3.8.
  case lag
  /// 6.3.9.
  case multiMMC = "multi-mmc"
  /// 6.3.10.
  case lz78y

  /// The name for people.
  public var title: String {
    switch self {
    case .mostCommonValue: "Most Common Value"
    case .collision: "Collision"
    case .markov: "Markov"
    case .compression: "Compression"
    case .tTuple: "t-Tuple"
    case .lrs: "LRS"
    case .multiMCW: "MultiMCW"
    case .lag: "Lag"
    case .multiMMC: "MultiMMC"
    case .lz78y: "LZ78Y"
    }
  }
}
