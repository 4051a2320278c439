// SPDX-License-Identifier: Apache-2.0
// A harness for libFuzzer; script/fuzz-solar builds and runs it.
import SolarSource

/// Reads a body as the product that the first byte names, judges it twice, and takes it apart and together again.
///
/// Nothing may trap, hang or take much memory; what is accepted has to survive its canonical form.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let products = SolarProduct.allCases
  let product = products[Int(bytes[0]) % products.count]
  guard let body = try? SolarParser.parse(Array(bytes.dropFirst()), as: product) else { return 0 }
  let now = body.newest.adding(seconds: 300)
  let news = try? SolarTrust.judge(body, history: SolarHistory(), now: now)
  _ = try? SolarTrust.judge(
    body,
    history: SolarHistory(
      records: body.records, shorterWindow: body.records, counterpart: body.records), now: now)
  for record in news?.records ?? [] {
    precondition(
      SolarRecord(line: record.line, columns: product.columns.count) == record, "a record reads back")
    precondition(!record.line.utf8.contains(10), "a record is one line")
  }
  for column in product.columns { _ = SolarSeries.symbols(of: body.records, product, column: column) }
  return 0
}
