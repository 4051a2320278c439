// SPDX-License-Identifier: Apache-2.0

/// What was accepted before, as much of it as a body is judged by.
public struct SolarHistory: Equatable, Sendable {
  /// The observation that was accepted last; `nil` before the first.
  public var accepted: SolarObservation?
  /// The stored records of the product, ascending, from the body's first time on.
  public var records: [SolarRecord]
  /// The stored records of the shorter window that the product contains, from the body's first time on.
  public var shorterWindow: [SolarRecord]
  /// The stored records of the same quantity from the other satellite, from the body's first time on.
  public var counterpart: [SolarRecord]

  /// Makes a history.
  public init(
    accepted: SolarObservation? = nil, records: [SolarRecord] = [], shorterWindow: [SolarRecord] = [],
    counterpart: [SolarRecord] = []
  ) {
    self.accepted = accepted
    self.records = records
    self.shorterWindow = shorterWindow
    self.counterpart = counterpart
  }
}
