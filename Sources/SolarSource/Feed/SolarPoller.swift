// SPDX-License-Identifier: Apache-2.0
internal import Primitives

/// One poll of one product: ask, read, believe, store. It ends in a named state, whatever happens.
///
/// Policy over what it is handed: transport, store, pacing and clock. While it waits for the network it holds no lock, so
/// that others can claim what is in the store.
public struct SolarPoller {
  private let store: SolarStore
  private let transport: any SolarTransport
  private let baseURL: String
  private let now: () -> SolarTime
  /// When products are asked for.
  public var pacing: SolarPacing

  /// Makes a poller.
  ///
  /// - Parameters:
  ///   - store: takes what is believed.
  ///   - transport: asks the server.
  ///   - baseURL: without a slash at the end.
  ///   - pacing: when products are asked for.
  ///   - now: the clock.
  public init(
    store: SolarStore, transport: any SolarTransport, baseURL: String, pacing: SolarPacing,
    now: @escaping () -> SolarTime
  ) {
    self.store = store
    self.transport = transport
    self.baseURL = baseURL
    self.pacing = pacing
    self.now = now
  }

  /// In which order products are polled: what others are checked against comes before them.
  public static let order: [SolarProduct] = [
    .secondaryXRays6Hour, .primaryXRays6Hour, .secondaryXRays1Day, .primaryXRays1Day, .magnetometers6Hour,
    .integralProtons6Hour, .solarWindMagneticField, .solarWindPlasma, .planetaryKIndex,
  ]

  /// Polls a product if it is due.
  ///
  /// - Parameters:
  ///   - product: what to poll.
  ///   - isAsked: an operator asks: only what the server and the minute between two requests demand holds it back.
  /// - Returns: whether it was due.
  /// - Throws: when the store cannot be used.
  public func poll(_ product: SolarProduct, isAsked: Bool) throws(SolarStoreError) -> Bool {
    let asked = now()
    guard pacing.isDue(try store.standing(of: product), at: asked, isAsked: isAsked) else { return false }
    // The request is noted before it is made: whoever crashes in it does not ask again at once, and of two pollers one asks.
    var before: SolarStanding?
    try store.update(product) { standing in
      guard pacing.isDue(standing, at: asked, isAsked: isAsked) else { return }
      before = standing
      standing.lastRequest = asked
    }
    guard let before else { return false }
    switch ask(product, before) {
    case .failure(let refusal): try refuse(refusal, product)
    case .success(let answer):
      let history = try history(of: answer.body)
      let time = now()
      let judged = Result { () throws(SolarRefusal) in
        try SolarTrust.judge(answer.body, history: history, now: time)
      }
      switch judged {
      case .failure(let refusal):
        switch refusal {
        case .rewritten, .conflict:
          try refuse(refusal, product, keeping: SolarTrust.revisions(in: answer.body, of: history.records))
        default: try refuse(refusal, product)
        }
      case .success(let news): try accept(answer.body, news, answer.reply)
      }
    }
    return true
  }

  private func ask(
    _ product: SolarProduct, _ standing: SolarStanding
  ) -> Result<(reply: SolarReply, body: SolarBody), SolarRefusal> {
    Result { () throws(SolarRefusal) in
      let reply = try transport.get(
        SolarRequest(
          url: baseURL + product.path, entityTag: standing.entityTag, lastModified: standing.lastModified))
      let body = try SolarParser.parse(reply.body, as: product)
      // What a cache on the way has kept for too long is stale, however new it calls itself.
      if let age = reply.ageSeconds, age > product.maximumAge {
        throw .stale(ageSeconds: age, limitSeconds: product.maximumAge)
      }
      return (reply, body)
    }
  }

  /// What is stored from the body's first record on.
  private func history(of body: SolarBody) throws(SolarStoreError) -> SolarHistory {
    let product = body.product
    let first = body.records.first?.time ?? body.newest
    var history = SolarHistory(accepted: try store.standing(of: product).accepted)
    history.records = try store.records(of: product, from: first)
    if let shorter = product.shorterWindow {
      history.shorterWindow = try store.records(of: shorter, from: first)
    }
    if let counterpart = product.counterpart {
      history.counterpart = try store.records(of: counterpart, from: first)
    }
    return history
  }

  private func refuse(
    _ refusal: SolarRefusal, _ product: SolarProduct, keeping records: [SolarRecord] = []
  ) throws(SolarStoreError) {
    let time = now()
    try store.accept(product, records) { standing in
      standing.state = refusal.state
      standing.stateText = refusal.description
      standing.stateTime = time
      pacing.note(refusal, &standing, at: time)
    }
  }

  private func accept(
    _ body: SolarBody, _ news: SolarTrust.News, _ reply: SolarReply
  ) throws(SolarStoreError) {
    let digest: SolarDigest
    do throws(PrimitiveError) { digest = try SolarDigest(of: body) } catch { throw .failed("\(error)") }
    let time = now()
    let observation = SolarObservation(
      product: body.product, observed: body.newest, fetched: time, corroboration: news.corroboration,
      digest: digest)
    try store.accept(body.product, news.records) { standing in
      standing.accepted = observation
      standing.state = "accepted"
      standing.stateText = ""
      standing.stateTime = time
      standing.remarks = body.remarks.words
      standing.gapSeconds = body.remarks.longestGap
      standing.entityTag = reply.entityTag
      standing.lastModified = reply.lastModified
      pacing.note(nil, &standing, at: time)
    }
    guard news.corroboration == .corroborated, let counterpart = body.product.counterpart else { return }
    try corroborate(counterpart, by: observation)
  }

  /// Who agrees is agreed with.
  private func corroborate(
    _ product: SolarProduct, by other: SolarObservation
  ) throws(SolarStoreError) {
    try store.update(product) { standing in
      guard let own = standing.accepted,
        abs(own.observed.seconds(since: other.observed)) <= product.maximumAge
      else { return }
      standing.accepted = SolarObservation(
        product: product, observed: own.observed, fetched: own.fetched, corroboration: .corroborated,
        digest: own.digest)
    }
  }
}
