// SPDX-License-Identifier: Apache-2.0
import SolarSource

/// Makes an old body young: every time_tag is moved by one constant; all other bytes stay.
enum TimeShift {
  private static let key = Array("\"time_tag\"".utf8)

  /// The body, its newest observation at a moment.
  static func shifted(_ body: [UInt8], newest: SolarTime) -> [UInt8] {
    var places: [(place: Int, time: SolarTime)] = []
    var index = 0
    while index + key.count < body.count {
      guard body[index] == key[0], body[index..<(index + key.count)].elementsEqual(key) else {
        index += 1
        continue
      }
      index += key.count
      while index < body.count, body[index] == 0x20 || body[index] == 0x3a { index += 1 }
      guard index + 20 < body.count, body[index] == 0x22,
        let time = SolarTime(String(decoding: body[(index + 1)..<(index + 20)], as: UTF8.self))
      else { continue }
      places.append((index + 1, time))
    }
    guard let last = places.map(\.time).max() else { return body }
    var shifted = body
    let seconds = newest.seconds(since: last)
    for (place, time) in places {
      let text = Array(time.adding(seconds: seconds).description.utf8.prefix(19))
      shifted.replaceSubrange(place..<(place + 19), with: text)
    }
    return shifted
  }
}
