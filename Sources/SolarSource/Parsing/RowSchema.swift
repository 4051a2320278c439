// SPDX-License-Identifier: Apache-2.0

/// Which members the rows of a product have.
struct RowSchema {
  /// One member.
  struct Member {
    /// What stands there.
    enum Kind: Equatable {
      /// The time of observation.
      case time
      /// The number of a satellite.
      case satellite
      /// The name of a spacecraft.
      case spacecraft
      /// One of a closed list of words: band or energy.
      case series([String])
      /// Whether the spacecraft is the active one.
      case active
      /// A measured number within a physically possible range, or nothing.
      case measured(ClosedRange<Double>)
      /// A Boolean that is kept, or nothing.
      case flag
      /// 0 where the row is good.
      case quality
      /// A number, a Boolean or nothing, which is not kept.
      case ignored
    }

    let name: String
    let kind: Kind
    /// Rows of an older form, or of a spacecraft without the instrument, have it not.
    let isOptional: Bool

    init(_ name: String, _ kind: Kind, isOptional: Bool = false) {
      self.name = name
      self.kind = kind
      self.isOptional = isOptional
    }
  }

  let members: [String: Member]
  /// Optional members of which a row has all or none.
  let together: [String]
  /// The column without which a row says nothing.
  let primary: String

  /// Twice the minutes of a day, from four spacecraft: more than any product that is followed.
  static let rowLimit = 11_520

  private init(_ members: [Member], together: [String] = [], primary: String) {
    self.members = Dictionary(members.map { ($0.name, $0) }) { first, _ in first }
    self.together = together
    self.primary = primary
  }

  /// The schema of a product.
  static func of(_ schema: SolarProduct.Schema) -> RowSchema {
    switch schema {
    case .xRays: xRays
    case .magnetometers: magnetometers
    case .integralProtons: integralProtons
    case .solarWindMagneticField: solarWindMagneticField
    case .solarWindPlasma: solarWindPlasma
    case .planetaryKIndex: planetaryKIndex
    }
  }

  /// W/m2. The strongest flare on record was near 0.005; 1 is two hundred times that. Since 2020 rows have had four members,
  /// since 2024 all seven.
  private static let xRays: RowSchema = {
    let flux = Member.Kind.measured(0...1)
    return RowSchema(
      [
        Member("time_tag", .time), Member("satellite", .satellite), Member("flux", flux),
        Member("energy", .series(["0.05-0.4nm", "0.1-0.8nm"])),
        Member("observed_flux", flux, isOptional: true),
        Member("electron_correction", flux, isOptional: true),
        Member("electron_contaminaton", .flag, isOptional: true),
      ], together: ["observed_flux", "electron_correction", "electron_contaminaton"], primary: "flux")
  }()

  /// nT. The field in geostationary orbit is near 100, in the strongest storms some hundreds.
  private static let magnetometers: RowSchema = {
    let field = Member.Kind.measured(-2000...2000)
    return RowSchema(
      [
        Member("time_tag", .time), Member("satellite", .satellite), Member("He", field), Member("Hp", field),
        Member("Hn", field), Member("total", .measured(0...4000)), Member("arcjet_flag", .flag),
      ], primary: "total")
  }()

  /// Particles per cm2 s sr. The strongest storm on record had 43,500 above 10 MeV; above 1 MeV there are more.
  private static let integralProtons = RowSchema(
    [
      Member("time_tag", .time), Member("satellite", .satellite), Member("flux", .measured(0...1e7)),
      Member(
        "energy",
        .series([
          ">=1 MeV", ">=5 MeV", ">=10 MeV", ">=30 MeV", ">=50 MeV", ">=60 MeV", ">=100 MeV", ">=500 MeV",
        ])),
    ], primary: "flux")

  /// nT and degrees. The solar wind has seldom more than 100 nT.
  private static let solarWindMagneticField: RowSchema = {
    var members = [
      Member("time_tag", .time), Member("active", .active), Member("source", .spacecraft),
      Member("bt", .measured(0...500)), Member("overall_quality", .quality),
    ]
    for frame in ["gse", "gsm"] {
      for axis in ["bx", "by", "bz"] { members.append(Member("\(axis)_\(frame)", .measured(-500...500))) }
      members.append(Member("theta_\(frame)", .measured(-90...90)))
      members.append(Member("phi_\(frame)", .measured(0...360)))
    }
    members += [
      "range", "scale", "sensitivity", "manual_mode", "sample_size", "max_telemetry_flag", "max_data_flag",
    ].map { Member($0, .ignored) }
    return RowSchema(members, primary: "bt")
  }()

  /// km/s, K and particles per cm3. The fastest wind on record had some 3,000 km/s. Helium is not measured by all.
  private static let solarWindPlasma: RowSchema = {
    var members = [
      Member("time_tag", .time), Member("active", .active), Member("source", .spacecraft),
      Member("proton_speed", .measured(0...10_000)), Member("proton_temperature", .measured(0...1e8)),
      Member("proton_density", .measured(0...1000)), Member("overall_quality", .quality),
      Member("proton_sample_size", .ignored),
    ]
    for value in ["speed", "temperature", "density", "sample_size"] {
      members.append(Member("alpha_\(value)", .ignored, isOptional: true))
    }
    for frame in ["gse", "gsm"] {
      for axis in ["vx", "vy", "vz"] {
        members.append(Member("proton_\(axis)_\(frame)", .measured(-10_000...10_000)))
        members.append(Member("alpha_\(axis)_\(frame)", .ignored, isOptional: true))
      }
    }
    members += ["convergence", "data", "error_count", "processing", "range", "sample_count", "telemetry"].map
    {
      Member("max_\($0)_flag", .ignored)
    }
    return RowSchema(members, primary: "proton_speed")
  }()

  /// Kp is 0 to 9 in thirds, its linear equivalent 0 to 400, of 13 stations at most.
  private static let planetaryKIndex = RowSchema(
    [
      Member("time_tag", .time), Member("Kp", .measured(0...9)), Member("a_running", .measured(0...400)),
      Member("station_count", .measured(0...100)),
    ], primary: "Kp")
}
