// SPDX-License-Identifier: Apache-2.0

/// The evidence that lets a source be credited: what was measured on its samples, on which device, until when.
///
/// Without a record that fits, a source's credit is 0. With one it is min(claim, ``minEntropyPerSample``).
public struct AssessmentRecord: Equatable, Sendable {
  /// The source that it is for.
  public var source: String
  /// The device that was assessed; what is given must be equal to what is found at run time.
  public var device: Device
  /// Min-entropy estimates of SP 800-90B 3.1.4 in bits per sample: initial, rows and columns of the restart matrix.
  /// `nil` for an opaque device, whose claim rests on its certificate.
  public var estimates: Estimates?
  /// The certificate that an opaque device's claim rests on.
  public var certificate: Certificate?
  /// SHA-256 of the assessed sample file, in hexadecimal; empty with a certificate.
  public var sampleSHA256: String
  /// Tool and version that made the estimates.
  public var tool: String
  /// When it was made.
  public var date: CalendarDate
  /// The last day on which it holds.
  public var expires: CalendarDate

  /// Makes a record with every value given.
  public init(
    source: String, device: Device, estimates: Estimates?, certificate: Certificate?, sampleSHA256: String,
    tool: String, date: CalendarDate, expires: CalendarDate
  ) {
    self.source = source
    self.device = device
    self.estimates = estimates
    self.certificate = certificate
    self.sampleSHA256 = sampleSHA256
    self.tool = tool
    self.date = date
    self.expires = expires
  }

  /// What a device is known by.
  public struct Device: Equatable, Sendable {
    /// Name of its driver, or what `rng_current` says.
    public var driver: String?
    /// Its serial number.
    public var serial: String?

    /// Makes an identity; at least one value must be given for a record to fit.
    public init(driver: String?, serial: String?) {
      self.driver = driver
      self.serial = serial
    }
  }

  /// Min-entropy estimates in bits per sample.
  public struct Estimates: Equatable, Sendable {
    /// H_I: the initial estimate.
    public var initial: Double
    /// H_r: the rows of the restart matrix.
    public var rows: Double
    /// H_c: its columns.
    public var columns: Double

    /// Makes estimates.
    public init(initial: Double, rows: Double, columns: Double) {
      self.initial = initial
      self.rows = rows
      self.columns = columns
    }

    /// min(H_r, H_c, H_I), or `nil` when the restart test failed: min(H_r, H_c) < H_I / 2 (3.1.4.2, B-42).
    public var assessed: Double? {
      min(rows, columns) < initial / 2 ? nil : min(rows, columns, initial)
    }
  }

  /// A certificate of an opaque device.
  public struct Certificate: Equatable, Sendable {
    /// Its number.
    public var number: String
    /// Who gave it.
    public var issuer: String
    /// The operating environment it is for.
    public var operatingEnvironment: String
    /// The min-entropy per sample that it states, in bits.
    public var minEntropyPerSample: Double

    /// Makes a certificate.
    public init(number: String, issuer: String, operatingEnvironment: String, minEntropyPerSample: Double) {
      self.number = number
      self.issuer = issuer
      self.operatingEnvironment = operatingEnvironment
      self.minEntropyPerSample = minEntropyPerSample
    }
  }

  /// What the record supports, in bits per sample; `nil` when it supports nothing.
  public var minEntropyPerSample: Double? {
    estimates.map(\.assessed) ?? certificate?.minEntropyPerSample
  }

  /// How the ledger names it.
  public var name: String {
    if let certificate { return "certificate \(certificate.number) (\(certificate.issuer))" }
    return "\(tool), \(date)"
  }
}
