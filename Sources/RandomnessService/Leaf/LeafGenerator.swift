// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import DRBG
internal import EntropySources
internal import SecretMemory
internal import Seeds

/// One DRBG instance of a thread: a child of the root in the tree of SP 800-90C (RBGC), seeded by it and by nothing else.
///
/// It asks the root, under the root's lock, when the service's epoch has changed and when a limit of ``LeafPolicy`` is
/// reached, and works alone in between. It refuses prediction resistance, which only the root can give.
struct LeafGenerator: ~Copyable {
  /// What its output is for. A thread has an instance for each, so that what is published and what is kept secret never
  /// come from one state.
  enum Role: Int {
    /// The pool, and requests too large for it.
    case general
    /// Keys: a request of its own for each, with fresh randomness of the operating system in it.
    case secret
    /// Nonces and salts, likewise.
    case published
  }

  let role: Role
  private var drbg: CTRDRBG?
  private var isMade = false
  private var use = LeafPolicy.Use()
  /// The root's instantiation, and its seed in it, that the last seed of this one came from.
  private var instantiation: UInt64 = 0
  private var rootSeed: UInt64 = 0
  /// The epoch for which the root has been asked.
  private(set) var epoch: UInt64 = 0
  /// The clone counter's value at that time.
  private(set) var generation: UInt64 = 0
  /// What has not been reported to the service yet.
  private var unreported = LeafTotals()

  init(_ role: Role) { self.role = role }

  /// Where in a leaf's page the state of a role lies: behind the pool and the fresh randomness.
  static func stateOffset(_ role: Role) -> Int { Leaf.statesOffset + role.rawValue * stateByteCount }

  /// Bytes of a page that the state of a role takes, in whole cache lines.
  static var stateByteCount: Int { (GeneratorState.overhead + CTRDRBG.stateByteCount + 63) & ~63 }

  /// Whether there is an instance and no fork has killed its state. Asked of the page, since to look into an optional of a
  /// type that cannot be copied costs two copies of it.
  @inline(__always)
  private func isAlive(_ page: borrowing GeneratorPage) -> Bool {
    isMade && GeneratorState.isAlive(in: page, at: Self.stateOffset(role))
  }

  /// Whether the root need not be asked before a request of this length.
  @inline(__always)
  private func isReady(
    _ service: Randomness, _ terms: LeafTerms, _ page: borrowing GeneratorPage, _ byteCount: Int,
    _ rootUse: LeafPolicy.RootSeedUse
  ) -> Bool {
    epoch == terms.epoch && generation == terms.generation && service.isTimed && isAlive(page)
      && terms.policy.allows(byteCount, after: use) && terms.policy.allows(byteCount, after: rootUse)
  }

  /// One Generate_function of SP 800-90A, at most ``CTRDRBG/requestLimit`` bytes.
  ///
  /// - Parameters:
  ///   - terms: the service's.
  ///   - page: the leaf's, where the state lies.
  ///   - fresh: where randomness of the operating system is drawn for it.
  ///   - rootUse: what the leaf's instances count together.
  @inline(never)
  mutating func generate(
    into output: inout MutableSpan<UInt8>, for service: Randomness, _ terms: LeafTerms,
    in page: borrowing GeneratorPage, mixing fresh: borrowing FreshRandomness,
    _ rootUse: inout LeafPolicy.RootSeedUse
  ) throws(RandomnessError) {
    let process = platform_fork_generation()
    if !isReady(service, terms, page, output.count, rootUse) {
      try prepare(service, terms, page, output.count, &rootUse, process)
    }
    // Only what may come out in a clone of the machine as well may go without.
    let freshCount =
      terms.mixesFreshRandomness ? try fresh.draw(for: service, terms, isRequired: role != .general) : 0
    defer { if freshCount > 0 { fresh.wipe() } }
    do throws(DRBGError) {
      guard drbg != nil else { throw .notInstantiated }
      try fresh.withBytes(freshCount) { additionalInput throws(DRBGError) in
        try drbg?.generate(into: &output, additionalInput: additionalInput)
      }
    } catch {
      end()
      throw service.leafFailed(error, since: process)
    }
    use.requests += 1
    use.bytes += UInt64(output.count)
    rootUse.bits += UInt64(output.count) * 8
    unreported.requests += 1
    unreported.bytes += UInt64(output.count)
  }

  /// Asks the root whether all is well, and for a seed where one is due.
  @inline(never)
  private mutating func prepare(
    _ service: Randomness, _ terms: LeafTerms, _ page: borrowing GeneratorPage, _ byteCount: Int,
    _ rootUse: inout LeafPolicy.RootSeedUse, _ process: UInt64
  ) throws(RandomnessError) {
    if !isAlive(page) { end() }
    let policy = terms.policy
    if !policy.allows(byteCount, after: rootUse) { try service.refreshRoot(since: rootUse.rootSeed) }
    let (hasState, use) = (isMade, use)
    let (instantiation, rootSeed) = (instantiation, rootSeed)
    var lease = try service.lease(reporting: unreported) { root, now in
      !hasState || root.instantiation != instantiation || root.ledger.lastSequence != rootSeed
        || policy.isOld(use, at: now, period: terms.clockPeriod) || !policy.allows(byteCount, after: use)
    }
    unreported = LeafTotals()
    if lease.rootSeed != rootUse.rootSeed {
      rootUse = LeafPolicy.RootSeedUse(rootSeed: lease.rootSeed, bits: 0)
    }
    // After an operator's reset nothing of before goes on.
    if lease.instantiation != instantiation { end() }
    if let seed = lease.seed.take() {
      do throws(DRBGError) {
        if isMade {
          try drbg?.reseed(seed)
        } else {
          var made = try CTRDRBG(
            lease.selfTest, seeding: terms.seeding, predictionResistance: false,
            reseedInterval: policy.requests * 2,
            memory: GeneratorState(in: page, at: Self.stateOffset(role), byteCount: CTRDRBG.stateByteCount))
          try made.instantiate(seed)
          drbg = consume made
          isMade = true
        }
      } catch {
        end()
        throw service.leafFailed(error, since: process)
      }
      self.use = LeafPolicy.Use(seededAt: lease.now)
      self.instantiation = lease.instantiation
      self.rootSeed = lease.rootSeed
    }
    epoch = lease.epoch
    generation = lease.generation
  }

  /// Hands over what has not been reported yet.
  mutating func takeUnreported() -> LeafTotals {
    defer { unreported = LeafTotals() }
    return unreported
  }

  /// Drops the state, which is wiped.
  mutating func end() {
    drbg = nil
    isMade = false
    epoch = 0
  }
}

/// What leaves have been used for.
struct LeafTotals {
  var requests: UInt64 = 0
  var bytes: UInt64 = 0

  static func += (a: inout LeafTotals, b: LeafTotals) {
    a.requests += b.requests
    a.bytes += b.bytes
  }
}
