// SPDX-License-Identifier: Apache-2.0

/// What the fetcher process tells the process that holds seeds, one line each through a pipe. Nothing is told the other way.
///
/// A body never passes: only digests, times and words. The reader trusts none of it; a line that is not of this form is
/// dropped.
public enum SolarMessage: Equatable, Sendable {
  /// It has been claimed for this reader, durably, and may be used once.
  case observation(SolarObservation)
  /// How a product stands.
  case standing(SolarProductState)
  /// Something is wrong with the feed as a whole, such as its store.
  case failure(String)
  /// Everything that waited in the store has been told.
  case ready
  /// A round of polls has ended.
  case polled

  /// The longest line, in bytes, without its end.
  static let lineLimit = 2048

  /// The line that is sent, without its end.
  public var text: String { line }

  /// The line, without its end.
  var line: String {
    let fields: [String]
    switch self {
    case .observation(let observation):
      fields = [
        "observation", observation.product.rawValue, observation.observed.description,
        observation.fetched.description, observation.corroboration.rawValue, observation.digest.description,
      ]
    case .standing(let state):
      fields = [
        "standing", state.product.rawValue, state.state, text(state.polled), text(state.observed),
        text(state.fetched), String(state.gapSeconds), state.corroboration?.rawValue ?? "",
        state.use.rawValue,
        Self.plain(state.checks), Self.plain(state.remarks), Self.plain(state.stateText),
      ]
    case .failure(let words): fields = ["failure", Self.plain(words)]
    case .ready: fields = ["ready"]
    case .polled: fields = ["polled"]
    }
    return fields.joined(separator: "\t")
  }

  /// Reads a line; `nil` for any that ``line`` does not write.
  init?(line: some StringProtocol) {
    guard line.utf8.count <= Self.lineLimit, line.utf8.allSatisfy({ $0 == 9 || (32...126).contains($0) })
    else {
      return nil
    }
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
    switch (fields[0], fields.count) {
    case ("observation", 6):
      guard let product = SolarProduct(rawValue: fields[1]), let observed = SolarTime(fields[2]),
        let fetched = SolarTime(fields[3]),
        let corroboration = SolarObservation.Corroboration(rawValue: fields[4]),
        let digest = SolarDigest(hexadecimal: fields[5])
      else { return nil }
      self = .observation(
        SolarObservation(
          product: product, observed: observed, fetched: fetched, corroboration: corroboration, digest: digest
        ))
    case ("standing", 12):
      guard let product = SolarProduct(rawValue: fields[1]), let gap = Int(fields[6]), gap >= 0,
        let use = SolarProductState.Use(rawValue: fields[8])
      else { return nil }
      var state = SolarProductState(product: product)
      state.state = fields[2]
      state.polled = SolarTime(fields[3])
      state.observed = SolarTime(fields[4])
      state.fetched = SolarTime(fields[5])
      state.gapSeconds = gap
      state.corroboration = SolarObservation.Corroboration(rawValue: fields[7])
      state.use = use
      (state.checks, state.remarks, state.stateText) = (fields[9], fields[10], fields[11])
      self = .standing(state)
    case ("failure", 2): self = .failure(fields[1])
    case ("ready", 1): self = .ready
    case ("polled", 1): self = .polled
    default: return nil
    }
  }

  private func text(_ time: SolarTime?) -> String { time?.description ?? "" }

  /// Words on one line of printable ASCII, cut: they may quote what a server has sent.
  private static func plain(_ words: String) -> String {
    String(
      decoding: words.utf8.prefix(400).map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self
    )
  }
}
