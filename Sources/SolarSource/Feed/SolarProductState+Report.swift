// SPDX-License-Identifier: Apache-2.0
public import Telemetry

extension SolarProductState {
  /// The same for the snapshot of a service, with ages as of now.
  public func report(at now: SolarTime) -> PublicFeedReport.Product {
    var report = PublicFeedReport.Product(name: product.rawValue)
    report.state = state
    report.stateText = stateText
    report.polled = polled?.description ?? ""
    report.observed = observed?.description ?? ""
    report.ageSeconds = observed.map { now.seconds(since: $0) }
    if let observed, let fetched { report.lagSeconds = fetched.seconds(since: observed) }
    report.gapSeconds = gapSeconds
    report.corroboration = corroboration?.rawValue ?? ""
    report.use = use.rawValue
    report.checks = checks
    report.remarks = remarks
    return report
  }
}

extension SolarObservation {
  /// What the ledger says of it: product, time of observation, its age, and what a second satellite says.
  public func note(at now: SolarTime) -> String {
    let age = now.seconds(since: observed)
    let words = age < 120 ? "\(age) s" : "\(age / 60) min"
    return "\(product.rawValue) observed \(observed), \(words) old, \(corroboration.rawValue)"
  }
}
