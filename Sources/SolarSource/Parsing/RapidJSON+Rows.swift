// SPDX-License-Identifier: Apache-2.0
internal import CRapidJSON

/// A member of one row, with the text of its value as it stands.
struct JSONField {
  /// What a value is.
  enum Kind {
    case null, bool, number, string
  }

  let key: String
  let kind: Kind
  /// Of a number or a string, unescaped; "true" or "false" of a Boolean.
  let text: String
}

/// Reads an array of flat objects, row by row, within limits; it is one JSON document and nothing else.
enum JSONRows {
  /// Nesting that is read on, to be able to say what is wrong: a product has two levels.
  static let depthLimit = 8
  /// The longest key, string or number, in bytes: four times the longest that a product has.
  static let textLimit = 96
  /// Members of a row: twice as many as the product with most of them has.
  static let fieldLimit = 64

  /// Follows the rows; what it throws ends the reading.
  private final class Follower {
    let body: ([JSONField]) throws(SolarRefusal) -> Void
    var refusal: SolarRefusal?

    init(_ body: @escaping ([JSONField]) throws(SolarRefusal) -> Void) { self.body = body }

    func take(_ fields: [JSONField]) -> Bool {
      do throws(SolarRefusal) {
        try body(fields)
        return true
      } catch {
        refusal = error
        return false
      }
    }
  }

  /// Calls `row` for each row.
  ///
  /// - Parameter rowLimit: more rows are refused.
  /// - Cost: linear in the bytes; the memory of one row, and a few bytes for each level of nesting.
  static func read(
    _ bytes: [UInt8], rowLimit: Int, _ row: ([JSONField]) throws(SolarRefusal) -> Void
  ) throws(SolarRefusal) {
    // The reader takes a NUL for the end.
    if let nul = bytes.firstIndex(of: 0) { throw .notJSON(offset: nul) }
    guard !bytes.starts(with: [0xef, 0xbb, 0xbf]) else { throw .notUTF8 }
    let limits = rows_limits(depth: depthLimit, rows: rowLimit, fields: fieldLimit, text: textLimit)
    var offset = 0
    var rowIndex = 0
    let (result, refusal) = withoutActuallyEscaping(row) { row in
      let follower = Follower(row)
      let result = unsafe bytes.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return ROWS_EMPTY }
        return unsafe rows_read(
          start.assumingMemoryBound(to: CChar.self), bytes.count, limits,
          Unmanaged.passUnretained(follower).toOpaque(),
          { context, fields, count in
            guard let context = unsafe context else { return false }
            let follower = unsafe Unmanaged<Follower>.fromOpaque(context).takeUnretainedValue()
            return unsafe follower.take(
              UnsafeBufferPointer(start: fields, count: count).map { unsafe JSONField($0) })
          }, &offset, &rowIndex)
      }
      return (result, follower.refusal)
    }
    if let refusal { throw refusal }
    switch result {
    case ROWS_OK: return
    case ROWS_EMPTY:
      // It is called empty as well when the first character can begin nothing.
      let isBlank = bytes.allSatisfy { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
      throw isBlank ? .empty : .notJSON(offset: offset)
    case ROWS_ENCODING: throw .notUTF8
    case ROWS_NUMBER_TOO_BIG: throw .outOfRange(row: rowIndex, column: "a number")
    case ROWS_TOO_DEEP: throw .tooDeep(limit: depthLimit)
    case ROWS_TOO_MANY: throw .tooManyRows(limit: rowLimit)
    case ROWS_TOO_LONG: throw .tooLong(limitBytes: textLimit)
    case ROWS_SHAPE: throw .wrongShape(row: rowIndex, "it is no array of flat objects")
    default: throw .notJSON(offset: offset)
    }
  }
}

extension JSONField {
  fileprivate init(_ field: rows_field) {
    func string(_ start: UnsafePointer<CChar>, _ count: Int) -> String {
      let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
      return unsafe String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
    }
    key = unsafe string(field.key, field.key_length)
    switch unsafe field.kind {
    case ROWS_TRUE: (kind, text) = (.bool, "true")
    case ROWS_FALSE: (kind, text) = (.bool, "false")
    case ROWS_NUMBER: (kind, text) = unsafe (.number, string(field.text, field.text_length))
    case ROWS_STRING: (kind, text) = unsafe (.string, string(field.text, field.text_length))
    default: (kind, text) = (.null, "")
    }
  }
}
