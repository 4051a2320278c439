// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import SecretMemory

/// Where each thread keeps its leaf.
enum ThreadLeaf {
  /// Runs a draw on the calling thread's leaf, which is made at its first draw.
  ///
  /// A signal handler that interrupts a draw, or a thread that holds one of our locks, gets an error: the state in the
  /// middle of its change is nothing to continue from, and a lock that its own thread holds would never come.
  @inline(__always)
  static func draw<R>(
    _ service: Randomness, _ body: (inout Leaf) throws(RandomnessError) -> R
  ) throws(RandomnessError) -> R {
    try enter()
    defer { platform_thread_leave() }
    return try untilWhole { () throws(RandomnessError) in try drawEntered(service, body) }
  }

  /// The same on the service of this process, which the thread's leaf holds on to for the time of the draw.
  ///
  /// - Returns: false when no service has been started.
  static func drawOfProcess(
    _ body: (Randomness, inout Leaf) throws(RandomnessError) -> Void
  ) throws(RandomnessError) -> Bool {
    // Before the leaf is looked at: a handler that draws might have it join another service.
    try enter()
    defer { platform_thread_leave() }
    return try untilWhole { () throws(RandomnessError) in try drawOfProcessEntered(body) }
  }

  @inline(__always)
  private static func drawOfProcessEntered(
    _ body: (Randomness, inout Leaf) throws(RandomnessError) -> Void
  ) throws(RandomnessError) -> Bool {
    if let leaf = unsafe platform_thread_leaf()?.assumingMemoryBound(to: Leaf.self),
      unsafe platform_thread_word() == platform_process_epoch()
    {
      return try unsafe leaf.pointee.drawOnOwnService(body)
    }
    guard let service = try Randomness.ofThisProcess() else { return false }
    try drawEntered(service) { leaf throws(RandomnessError) in try body(service, &leaf) }
    return true
  }

  private static func enter() throws(RandomnessError) {
    platform_finish_fork_if_needed()
    guard !platform_thread_holds_lock(), platform_thread_enter() else { throw .reentrantCall }
    platform_thread_list_again_if_needed()
  }

  /// Runs a draw again if this is a child by now, which a signal handler has forked in the middle of it: what it has worked
  /// with died there, and what it gave or threw means nothing.
  @inline(__always)
  private static func untilWhole<R>(
    _ body: () throws(RandomnessError) -> R
  ) throws(RandomnessError) -> R {
    while true {
      let generation = platform_fork_generation()
      let result = Result { () throws(RandomnessError) in try body() }
      // 0 may be another child's too, which was made without fork handlers.
      if generation != 0, generation == platform_fork_generation() { return try result.get() }
      beginChild()
    }
  }

  @inline(never)
  private static func beginChild() {
    // Before anybody may draw: the interrupted draw may have opened the pool with bytes that died.
    if let leaf = unsafe platform_thread_leaf() {
      unsafe leaf.assumingMemoryBound(to: Leaf.self).pointee.discardPool()
    }
    platform_thread_leave()
    platform_finish_fork_if_needed()
    _ = platform_thread_enter()
    platform_thread_list_again_if_needed()
    if let leaf = unsafe platform_thread_leaf() {
      unsafe leaf.assumingMemoryBound(to: Leaf.self).pointee.end()
    }
  }

  @inline(__always)
  private static func drawEntered<R>(
    _ service: Randomness, _ body: (inout Leaf) throws(RandomnessError) -> R
  ) throws(RandomnessError) -> R {
    let leaf = unsafe try current()
    if unsafe leaf.pointee.identity != service.terms.identity {
      // First the latch of the service that it belonged to has to be through with its page.
      platform_thread_bind(nil)
      unsafe leaf.pointee.join(service)
      unsafe platform_thread_bind(UnsafePointer(bitPattern: service.terms.epochAddress))
    }
    return unsafe try body(&leaf.pointee)
  }

  /// Runs a draw that needs no leaf.
  static func guarded(_ body: () throws(RandomnessError) -> Void) throws(RandomnessError) {
    try enter()
    defer { platform_thread_leave() }
    try untilWhole(body)
  }

  /// What the calling thread's leaf has been used for since it last said so; `nil` when it is in a draw.
  static func takeUnreported(_ service: Randomness) -> LeafTotals? {
    guard let leaf = unsafe platform_thread_leaf()?.assumingMemoryBound(to: Leaf.self) else { return nil }
    guard platform_thread_enter() else { return nil }
    defer { platform_thread_leave() }
    guard unsafe leaf.pointee.identity == service.terms.identity else { return nil }
    return unsafe leaf.pointee.takeUnreported()
  }

  private static func current() throws(RandomnessError) -> UnsafeMutablePointer<Leaf> {
    if let leaf = unsafe platform_thread_leaf() { return unsafe leaf.assumingMemoryBound(to: Leaf.self) }
    let leaf = UnsafeMutablePointer<Leaf>.allocate(capacity: 1)
    do throws(RandomnessError) {
      unsafe leaf.initialize(to: try Leaf())
    } catch {
      unsafe leaf.deallocate()
      throw error
    }
    let (page, length) = unsafe (leaf.pointee.page.start, leaf.pointee.page.byteCount)
    let isKnown = unsafe platform_thread_begin(page, length, leaf) { leaf in
      let leaf = unsafe leaf.assumingMemoryBound(to: Leaf.self)
      unsafe leaf.pointee.end()
      unsafe leaf.deinitialize(count: 1)
      unsafe leaf.deallocate()
    }
    guard isKnown else {
      unsafe leaf.deinitialize(count: 1)
      unsafe leaf.deallocate()
      throw .outOfMemory(bytes: MemoryLayout<Leaf>.size)
    }
    return unsafe leaf
  }
}
