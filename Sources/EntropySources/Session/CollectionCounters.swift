// SPDX-License-Identifier: Apache-2.0

/// What has happened at one source since it was made, over all its sessions. Never sample values.
package struct CollectionCounters: Hashable, Sendable {
  /// Sessions opened.
  package var opens: UInt64 = 0
  /// Sessions opened after the first.
  package var restarts: UInt64 = 0
  /// Batches asked for.
  package var collections: UInt64 = 0
  /// Samples delivered; a sample takes one byte.
  package var samples: UInt64 = 0
  /// Bytes read from the device, delivered or not.
  package var bytes: UInt64 = 0
  /// System calls that gave data.
  package var reads: UInt64 = 0
  /// System calls that gave less than was asked for.
  package var shortReads: UInt64 = 0
  /// System calls without data at present (EAGAIN).
  package var wouldBlock: UInt64 = 0
  /// System calls cut short by a signal (EINTR).
  package var interrupted: UInt64 = 0
  /// Batches smaller than asked for.
  package var shortBatches: UInt64 = 0
  /// Batches that ended at their deadline without a sample.
  package var timeouts: UInt64 = 0
  /// Batches that ended with another error.
  package var errors: UInt64 = 0
  /// Times that another device was found behind the same path.
  package var provenanceChanges: UInt64 = 0

  /// All zero.
  package init() {}
}
