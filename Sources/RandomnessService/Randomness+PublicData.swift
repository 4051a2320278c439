// SPDX-License-Identifier: Apache-2.0
public import Telemetry

/// Public data of the program's own: solar data, a beacon. It is worth 0 bits, whatever an estimator says of it.
extension Randomness {
  /// Offers data that anyone can have, to be mixed in once, as additional input of the next seed.
  ///
  /// A reseed falls due for it, at most once a minute; where the sources give nothing for one, requests are served without
  /// it. Neither credit nor readiness depends on it (SP 800-90A 8.7.2: additional input may be public and arbitrary).
  ///
  /// - Parameters:
  ///   - bytes: as many as matter; 64 KiB are taken.
  ///   - source: id of a configured source of kind ``SourceConfiguration/Kind/solar(_:)``.
  ///   - note: what is known of it, for the ledger.
  /// - Returns: false where no such source is configured and enabled; nothing is taken then.
  /// - Cost: a lock. Never waits for a source.
  @discardableResult
  public func offer(publicData bytes: [UInt8], from source: String, note: String = "") -> Bool {
    locked { state in
      guard state.root.feed.offer(bytes, from: source, note: note) else { return false }
      state.root.announceOffer()
      return true
    }
  }

  /// Takes note of the state of a feed, for the snapshot and the log: an event for each product whose state is another.
  public func note(_ report: PublicFeedReport) {
    locked { state in
      guard let last = state.root.feed.replaceReport(report) else { return }
      for product in report.products
      where product.state != last.products.first(where: { $0.name == product.name })?.state {
        state.events.record(
          .publicFeedChanged(
            feed: report.id, product: product.name, state: product.state, detail: product.stateText))
      }
    }
  }
}
