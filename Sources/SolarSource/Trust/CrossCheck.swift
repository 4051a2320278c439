// SPDX-License-Identifier: Apache-2.0

/// Compares what two satellites saw of the same flux at the same times.
enum CrossCheck {
  /// How far two values may lie apart: by half as much again. The instruments are calibrated to some 10 to 15 %, and the
  /// flux of a flare rises by less than this in the seconds by which their averages may be shifted.
  static let factor = 1.5
  /// Below this, in W/m2, background and noise of the instruments differ; it says nothing of the Sun.
  static let floor = 1e-8
  /// Common values that are enough to speak of agreement: half an hour of one band.
  static let enough = 30
  /// The share that has to agree: a spike of one instrument may last for minutes.
  static let agreeing = 0.9
  /// Less than this share is no coincidence of spikes: one of the two says something else.
  static let contradicting = 0.5

  /// What the others' records say of these.
  ///
  /// - Throws: ``SolarRefusal/contradicted(time:)`` with the first moment at which they differ.
  static func compare(
    _ records: [SolarRecord], _ others: [SolarRecord], product: SolarProduct
  ) throws(SolarRefusal) -> SolarObservation.Corroboration {
    guard !others.isEmpty else { return .uncorroborated }
    struct Moment: Hashable {
      let time: SolarTime
      let series: String
    }
    let column = product.primaryColumn
    var values: [Moment: Double] = [:]
    for other in others {
      values[Moment(time: other.time, series: other.series)] = other.values[column].flatMap { Double($0) }
    }
    var common = 0
    var agreed = 0
    var firstDifference: SolarTime?
    for record in records {
      guard let own = record.values[column].flatMap({ Double($0) }),
        let other = values[Moment(time: record.time, series: record.series)], max(own, other) >= floor
      else { continue }
      common += 1
      if max(own, other) <= min(own, other) * factor {
        agreed += 1
      } else if firstDifference == nil {
        firstDifference = record.time
      }
    }
    guard common >= enough else { return .uncorroborated }
    let share = Double(agreed) / Double(common)
    if share < contradicting, let firstDifference { throw .contradicted(time: firstDifference) }
    return share >= agreeing ? .corroborated : .uncorroborated
  }
}
