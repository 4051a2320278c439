// SPDX-License-Identifier: Apache-2.0

/// The rotations of a block that begin within pieces, in groups that begin with the same digits and a space, in ascending order:
/// where each group comes, and what is before its rotations.
///
/// Of a group in which all have the same character before them, the order does not matter: those are named as wholes, and of the
/// others each kind of piece has a few.
struct RotationGroups {
  /// A group, and the character that a kind of piece has before its rotation in it.
  struct Target {
    var group: UInt16
    var before: UInt8
  }

  /// A group in which all have the same character before them.
  struct Uniform {
    var start: Int, size: Int
    var before: UInt8
  }

  private(set) var uniform: [Uniform] = []
  /// The place of the first rotation of each group; at the end, a place behind all.
  private(set) var starts: [UInt32] = []
  /// How many targets each kind has.
  private(set) var slots = 0
  /// The first target of each kind, the second of each, and so on; a kind with few targets has the place behind all instead.
  private(set) var targets: [Target] = []

  /// - Parameters:
  ///   - kinds: the pieces that there are.
  ///   - counts: how often each occurs.
  ///   - first: the place of the first rotation that begins with a digit.
  init(_ kinds: [DecimalText.Piece], _ counts: [Int], first: Int) {
    var rests: [DecimalText.Piece] = []
    for kind in kinds { for offset in 0..<kind.count { rests.append(kind.dropFirst(offset)) } }
    var distinct: [DecimalText.Piece] = []
    for rest in rests.sorted() where distinct.last != rest { distinct.append(rest) }
    var groupOf: [UInt64: Int] = [:]
    for (group, rest) in distinct.enumerated() { groupOf[rest.digits] = group }

    var sizes = [Int](repeating: 0, count: distinct.count)
    // A bit for each character that is before rotations of a group.
    var befores = [UInt16](repeating: 0, count: distinct.count)
    var all: [[Target]] = []
    for (kind, count) in zip(kinds, counts) {
      var own: [Target] = []
      for offset in 0..<kind.count {
        let group = groupOf[kind.dropFirst(offset).digits] ?? 0
        let before =
          offset > 0 ? BlockTransformKernel.character(kind[offset - 1]) : BlockTransformKernel.space
        sizes[group] += count
        if count > 0 { befores[group] |= 1 << UInt16(before) }
        own.append(Target(group: UInt16(truncatingIfNeeded: group), before: before))
      }
      all.append(own)
    }
    var start = first
    for (group, size) in sizes.enumerated() {
      starts.append(UInt32(truncatingIfNeeded: start))
      if befores[group].nonzeroBitCount == 1 {
        let before = UInt8(truncatingIfNeeded: befores[group].trailingZeroBitCount)
        uniform.append(Uniform(start: start, size: size, before: before))
      }
      start += size
    }
    starts.append(UInt32(truncatingIfNeeded: start))

    let mixed = all.map { $0.filter { befores[Int($0.group)].nonzeroBitCount > 1 } }
    slots = mixed.map(\.count).max() ?? 0
    let none = Target(group: UInt16(truncatingIfNeeded: distinct.count), before: 0)
    for slot in 0..<slots {
      for own in mixed { targets.append(slot < own.count ? own[slot] : none) }
    }
  }
}
