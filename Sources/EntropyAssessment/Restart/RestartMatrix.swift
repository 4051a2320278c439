// SPDX-License-Identifier: Apache-2.0

/// The samples of 1,000 restarts, 1,000 of each, as rows (SP 800-90B 3.1.4.1).
public struct RestartMatrix: Sendable {
  /// Restarts, and samples of each.
  public static let side = 1000
  /// All samples.
  public static let count = side * side

  /// Where a symbol occurs most often.
  public struct Place: Equatable, Sendable {
    /// A row is a restart; a column is what comes at the same time after each of them.
    public enum Line: Equatable, Sendable {
      /// A restart, from 0 on.
      case row(Int)
      /// A place in all restarts, from 0 on.
      case column(Int)
    }

    /// The row or column.
    public let line: Line
    /// The symbol.
    public let symbol: UInt8
    /// How often it occurs there.
    public let count: Int
  }

  /// The samples, row by row.
  public let rows: [UInt8]
  /// The samples, column by column.
  public let columns: [UInt8]

  /// Takes samples row by row; `nil` when they are not as many as there have to be.
  public init?(_ samples: [UInt8]) {
    guard samples.count == Self.count else { return nil }
    rows = samples
    columns = Self.transposed(samples)
  }

  /// The samples of a square matrix, the columns as rows.
  ///
  /// - Parameter samples: ``count``.
  public static func transposed(_ samples: [UInt8]) -> [UInt8] {
    var columns: [UInt8] = []
    columns.reserveCapacity(count)
    for column in 0..<side {
      for row in 0..<side { columns.append(samples[row * side + column]) }
    }
    return columns
  }

  /// The place with the greatest count (X_max); the first of several, rows before columns.
  public var mostFrequent: Place {
    func most(_ samples: [UInt8], _ line: (Int) -> Place.Line) -> Place {
      var best = Place(line: line(0), symbol: 0, count: 0)
      for index in 0..<Self.side {
        let counts = HistogramKernel.counts(
          samples.span.extracting(index * Self.side..<(index + 1) * Self.side))
        for symbol in 0..<256 where counts[symbol] > best.count {
          best = Place(
            line: line(index), symbol: UInt8(truncatingIfNeeded: symbol), count: counts[symbol])
        }
      }
      return best
    }
    let (row, column) = (most(rows) { .row($0) }, most(columns) { .column($0) })
    return row.count >= column.count ? row : column
  }
}
