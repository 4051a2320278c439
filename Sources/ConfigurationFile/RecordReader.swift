// SPDX-License-Identifier: Apache-2.0
internal import RandomnessService

/// Reads an assessment record from its file.
struct RecordReader {
  let files: FileAccess

  /// No record comes near it.
  private static let byteLimit = 1 << 20

  func read(_ file: String) throws(ConfigurationFileError) -> AssessmentRecord {
    let node = try JSONNode.read(file, limit: Self.byteLimit, files)
    let record = try ObjectReader(
      node, file: file, name: "",
      keys: [
        "schema_version", "source", "device", "estimates", "certificate", "sample_sha256", "tool", "date",
        "expires",
      ])
    try record.checkVersion()
    let device = try record.required("device", record.object("device", keys: ["driver", "serial"]))
    return AssessmentRecord(
      source: try record.required("source", record.string("source")),
      device: AssessmentRecord.Device(
        driver: try device.string("driver"), serial: try device.string("serial")),
      estimates: try estimates(record), certificate: try certificate(record),
      sampleSHA256: try record.string("sample_sha256") ?? "",
      tool: try record.required("tool", record.string("tool")), date: try date(record, "date"),
      expires: try date(record, "expires"))
  }

  private func estimates(
    _ record: ObjectReader
  ) throws(ConfigurationFileError) -> AssessmentRecord.Estimates? {
    guard let estimates = try record.object("estimates", keys: ["initial", "rows", "columns"]) else {
      return nil
    }
    return AssessmentRecord.Estimates(
      initial: try estimates.required("initial", estimates.number("initial")),
      rows: try estimates.required("rows", estimates.number("rows")),
      columns: try estimates.required("columns", estimates.number("columns")))
  }

  private func certificate(
    _ record: ObjectReader
  ) throws(ConfigurationFileError) -> AssessmentRecord.Certificate? {
    let keys = ["number", "issuer", "operating_environment", "min_entropy_per_sample"]
    guard let certificate = try record.object("certificate", keys: keys) else { return nil }
    return AssessmentRecord.Certificate(
      number: try certificate.required("number", certificate.string("number")),
      issuer: try certificate.required("issuer", certificate.string("issuer")),
      operatingEnvironment: try certificate.required(
        "operating_environment", certificate.string("operating_environment")),
      minEntropyPerSample: try certificate.required(
        "min_entropy_per_sample", certificate.number("min_entropy_per_sample")))
  }

  private func date(_ record: ObjectReader, _ key: String) throws(ConfigurationFileError) -> CalendarDate {
    let text = try record.required(key, record.string(key))
    guard let date = CalendarDate(text) else {
      throw .wrongType(
        file: record.file, record.position(of: key), key: key, expected: "a date such as \"2027-03-31\"",
        found: "\"\(text.prefix(40))\"")
    }
    return date
  }
}
