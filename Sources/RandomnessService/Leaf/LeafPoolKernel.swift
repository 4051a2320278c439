// SPDX-License-Identifier: Apache-2.0
internal import CPlatform
internal import SecretMemory

/// The pool of a leaf's page as the slow path sees it.
///
/// Its stream is the concatenation of the requests that filled it, whatever the lengths in which it is read.
@safe struct LeafPool {
  /// Up to this many bytes a request for which the pool does not suffice takes what is left and the rest from the next
  /// one; a longer one is a request of its own, which costs a change of key and saves the copy.
  static let requestLimit = 1024

  private let page: UnsafeMutableRawPointer

  /// The pool within a page, which has to outlive this value.
  init(_ page: borrowing GeneratorPage) { unsafe self.page = page.start }

  private var header: UnsafeMutablePointer<LeafHeader> {
    unsafe page.assumingMemoryBound(to: LeafHeader.self)
  }

  /// Whether what is in it may be served.
  func isCurrent(_ terms: LeafTerms) -> Bool {
    unsafe header.pointee.epoch == terms.epoch && header.pointee.generation == terms.generation
  }

  var isEmpty: Bool { unsafe header.pointee.position == LeafKernel.poolByteCount }

  /// Fills all of it.
  func fill(
    _ body: (inout MutableSpan<UInt8>) throws(RandomnessError) -> Void
  ) throws(RandomnessError) {
    let start = unsafe (page + LeafKernel.poolOffset).assumingMemoryBound(to: UInt8.self)
    var bytes = unsafe MutableSpan(_unsafeStart: start, count: LeafKernel.poolByteCount)
    try body(&bytes)
  }

  /// Lets nobody read what is in it.
  func discard() {
    unsafe header.pointee.epoch = 0
    unsafe header.pointee.position = LeafKernel.poolByteCount
  }

  /// Lets all of it be read for this epoch.
  func open(epoch: UInt64, generation: UInt64, counter: UInt) {
    guard let counter = unsafe UnsafePointer<UInt64>(bitPattern: counter), epoch != platform_epoch_latched
    else { return }
    unsafe platform_thread_set_counter(counter)
    unsafe header.initialize(to: LeafHeader(epoch: epoch, position: 0, generation: generation))
  }

  /// Moves what there is to the rest of a buffer; returns how many bytes.
  func take(into output: inout MutableSpan<UInt8>, from start: Int) -> Int {
    let position = unsafe header.pointee.position
    let count = min(LeafKernel.poolByteCount - position, output.count - start)
    unsafe output.withUnsafeMutableBytes { output in
      guard let base = output.baseAddress else { return }
      unsafe LeafKernel.move(count, from: page + LeafKernel.poolOffset + position, to: base + start)
    }
    unsafe header.pointee.position = position + count
    return count
  }
}
