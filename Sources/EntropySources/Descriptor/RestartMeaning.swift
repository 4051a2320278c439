// SPDX-License-Identifier: Apache-2.0

/// What closing and opening a source does to its noise (SP 800-90B 3.1.4.1 wants restarts of the noise source).
package enum RestartMeaning: String, CaseIterable, Hashable, Sendable {
  /// Nothing: there is one generator and it keeps running.
  case none
  /// A running device is opened again. This is not a restart of the noise source, and evidence must not call it one.
  case deviceReopened
  /// The noise source itself starts anew.
  case noiseSourceRestarted
}
