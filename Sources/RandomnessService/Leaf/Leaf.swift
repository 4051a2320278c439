// SPDX-License-Identifier: Apache-2.0
internal import SecretMemory

/// The generators of one thread: a page with the pool and the states, and the three instances that work in it.
///
/// The page is reached by the fast path (`LeafKernel`), everything else by the slow one. What a fork wipes lies in the
/// page; what a child needs in order to begin anew lies here. Only its thread touches it.
@safe struct Leaf: ~Copyable {
  /// Behind the header and the pool: the place of ``FreshRandomness``.
  static let freshOffset = LeafKernel.poolOffset + LeafKernel.poolByteCount
  /// Behind it: the states of the instances.
  static let statesOffset = freshOffset + (FreshRandomness.byteCount + 63) & ~63
  private static let pageByteCount = LeafGenerator.stateOffset(.published) + LeafGenerator.stateByteCount

  // In this order: the parts of the page go before it.
  private var general = LeafGenerator(.general)
  private var secret = LeafGenerator(.secret)
  private var published = LeafGenerator(.published)
  private let fresh: FreshRandomness
  private var rootUse = LeafPolicy.RootSeedUse()
  /// The service that it belongs to.
  private var service: Randomness?
  /// The same, for calls that must not count a reference: all threads would meet at that count.
  private var unretained: Unmanaged<Randomness>?
  /// Its identity; 0 for none.
  private(set) var identity: UInt64 = 0
  let page: GeneratorPage

  init() throws(RandomnessError) {
    do throws(SecretMemoryError) {
      page = try GeneratorPage(byteCount: Self.pageByteCount)
    } catch { throw .outOfMemory(bytes: Self.pageByteCount) }
    fresh = FreshRandomness(in: page, at: Self.freshOffset)
  }

  /// Has it serve another service than before: with new instances.
  mutating func join(_ service: Randomness) {
    end()
    self.service = service
    unsafe unretained = Unmanaged.passUnretained(service)
    identity = service.terms.identity
  }

  /// Runs `body` on the service that it belongs to and on itself, without counting a reference; false where there is none.
  @inline(__always)
  mutating func drawOnOwnService(
    _ body: (Randomness, inout Leaf) throws(RandomnessError) -> Void
  ) throws(RandomnessError) -> Bool {
    guard let service = unsafe unretained else { return false }
    try unsafe service._withUnsafeGuaranteedRef { service in
      Result { () throws(RandomnessError) in try body(service, &self) }
    }.get()
    return true
  }

  /// Drops all states and the pool, and reports for the last time.
  mutating func end() {
    if let service { service.note(takeUnreported()) }
    general = LeafGenerator(.general)
    secret = LeafGenerator(.secret)
    published = LeafGenerator(.published)
    rootUse = LeafPolicy.RootSeedUse()
    pool.discard()
  }

  private var pool: LeafPool { LeafPool(page) }

  /// Lets nobody read what the pool holds.
  func discardPool() { pool.discard() }

  /// Fills a buffer of the general use.
  mutating func fill(
    _ output: inout MutableSpan<UInt8>, for service: Randomness
  ) throws(RandomnessError) {
    guard output.count <= LeafPool.requestLimit, service.mayPool else {
      return try generate(into: &output, from: .general, for: service)
    }
    var filled = 0
    while filled < output.count {
      if !pool.isCurrent(service.terms) || pool.isEmpty { try refill(service) }
      filled += pool.take(into: &output, from: filled)
    }
  }

  /// One strict request after the other, straight into the buffer.
  mutating func generate(
    into output: inout MutableSpan<UInt8>, from role: LeafGenerator.Role, for service: Randomness
  ) throws(RandomnessError) {
    let terms = service.terms
    let longest = min(Randomness.mechanismRequestLimit, terms.policy.longestRequest)
    var start = 0
    while start < output.count {
      let end = min(start + longest, output.count)
      var piece = output._mutatingExtracting(start..<end)
      switch role {
      case .general:
        try general.generate(into: &piece, for: service, terms, in: page, mixing: fresh, &rootUse)
      case .secret:
        try secret.generate(into: &piece, for: service, terms, in: page, mixing: fresh, &rootUse)
      case .published:
        try published.generate(into: &piece, for: service, terms, in: page, mixing: fresh, &rootUse)
      }
      start = end
    }
  }

  /// One strict request of the pool's length; the pool is empty when it fails.
  private mutating func refill(_ service: Randomness) throws(RandomnessError) {
    pool.discard()
    try pool.fill { bytes throws(RandomnessError) in
      try general.generate(into: &bytes, for: service, service.terms, in: page, mixing: fresh, &rootUse)
    }
    pool.open(
      epoch: general.epoch, generation: general.generation, counter: service.terms.cloneCounterAddress)
  }

  /// What it has been used for since the last call.
  mutating func takeUnreported() -> LeafTotals {
    var totals = general.takeUnreported()
    totals += secret.takeUnreported()
    totals += published.takeUnreported()
    return totals
  }
}
