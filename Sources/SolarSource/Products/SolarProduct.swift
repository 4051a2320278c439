// SPDX-License-Identifier: Apache-2.0

/// One file of NOAA's Space Weather Prediction Center that can be followed.
///
/// The raw value is its name in the command, in the store and in its folder.
public enum SolarProduct: String, CaseIterable, Hashable, Sendable {
  case primaryXRays6Hour = "goes-primary-xrays-6-hour"
  case primaryXRays1Day = "goes-primary-xrays-1-day"
  case secondaryXRays6Hour = "goes-secondary-xrays-6-hour"
  case secondaryXRays1Day = "goes-secondary-xrays-1-day"
  case magnetometers6Hour = "goes-primary-magnetometers-6-hour"
  case integralProtons6Hour = "goes-primary-integral-protons-6-hour"
  case solarWindMagneticField = "rtsw-mag-1m"
  case solarWindPlasma = "rtsw-wind-1m"
  case planetaryKIndex = "noaa-planetary-k-index"

  /// What its rows look like.
  public enum Schema: Hashable, Sendable {
    /// X-ray flux in two bands, one row for each in a minute.
    case xRays
    /// The magnetic field at the satellite.
    case magnetometers
    /// Proton flux above eight energies, in five minutes each.
    case integralProtons
    /// The magnetic field of the solar wind, one row for each spacecraft in a minute.
    case solarWindMagneticField
    /// Speed, density and temperature of the solar wind, likewise.
    case solarWindPlasma
    /// The planetary K-index, in three hours each.
    case planetaryKIndex
  }

  /// Path below the base URL (sources: directory listing of services.swpc.noaa.gov).
  public var path: String {
    switch self {
    case .primaryXRays6Hour: "/json/goes/primary/xrays-6-hour.json"
    case .primaryXRays1Day: "/json/goes/primary/xrays-1-day.json"
    case .secondaryXRays6Hour: "/json/goes/secondary/xrays-6-hour.json"
    case .secondaryXRays1Day: "/json/goes/secondary/xrays-1-day.json"
    case .magnetometers6Hour: "/json/goes/primary/magnetometers-6-hour.json"
    case .integralProtons6Hour: "/json/goes/primary/integral-protons-6-hour.json"
    case .solarWindMagneticField: "/json/rtsw/rtsw_mag_1m.json"
    case .solarWindPlasma: "/json/rtsw/rtsw_wind_1m.json"
    case .planetaryKIndex: "/products/noaa-planetary-k-index.json"
    }
  }

  /// What its rows look like.
  public var schema: Schema {
    switch self {
    case .primaryXRays6Hour, .primaryXRays1Day, .secondaryXRays6Hour, .secondaryXRays1Day: .xRays
    case .magnetometers6Hour: .magnetometers
    case .integralProtons6Hour: .integralProtons
    case .solarWindMagneticField: .solarWindMagneticField
    case .solarWindPlasma: .solarWindPlasma
    case .planetaryKIndex: .planetaryKIndex
    }
  }

  /// Seconds between two observations.
  public var cadence: Int {
    switch schema {
    case .xRays, .magnetometers, .solarWindMagneticField, .solarWindPlasma: 60
    case .integralProtons: 300
    case .planetaryKIndex: 10_800
    }
  }

  /// The oldest that the newest observation may be, in seconds: half an hour, which is three times the usual lag, and for
  /// what comes every three hours two of its periods.
  public var maximumAge: Int { schema == .planetaryKIndex ? 21_600 : 1800 }

  /// How far the newest observation may lie in our clock's future, in seconds.
  public static let maximumAhead = 300

  /// The product whose rows have to be in this one too, value for value: a longer window holds the shorter one.
  public var shorterWindow: SolarProduct? {
    switch self {
    case .primaryXRays1Day: .primaryXRays6Hour
    case .secondaryXRays1Day: .secondaryXRays6Hour
    default: nil
    }
  }

  /// The same quantity seen by the other satellite.
  public var counterpart: SolarProduct? {
    switch self {
    case .primaryXRays6Hour: .secondaryXRays6Hour
    case .primaryXRays1Day: .secondaryXRays1Day
    case .secondaryXRays6Hour: .primaryXRays6Hour
    case .secondaryXRays1Day: .primaryXRays1Day
    default: nil
    }
  }

  /// The values that a record keeps, in this order, by the names that NOAA gives them, spelling included.
  public var columns: [String] { schema.columns }
}

extension SolarProduct.Schema {
  /// See ``SolarProduct/columns``.
  public var columns: [String] {
    switch self {
    case .xRays: ["flux", "observed_flux", "electron_correction", "electron_contaminaton"]
    case .magnetometers: ["He", "Hp", "Hn", "total", "arcjet_flag"]
    case .integralProtons: ["flux"]
    case .solarWindMagneticField:
      [
        "bt", "bx_gse", "by_gse", "bz_gse", "theta_gse", "phi_gse", "bx_gsm", "by_gsm", "bz_gsm", "theta_gsm",
        "phi_gsm",
      ]
    case .solarWindPlasma:
      [
        "proton_speed", "proton_temperature", "proton_density", "proton_vx_gse", "proton_vy_gse",
        "proton_vz_gse",
        "proton_vx_gsm", "proton_vy_gsm", "proton_vz_gsm",
      ]
    case .planetaryKIndex: ["Kp", "a_running", "station_count"]
    }
  }
}
