// SPDX-License-Identifier: Apache-2.0

/// Who but us can know a source's samples.
package enum SourceSecrecy: String, CaseIterable, Hashable, Sendable {
  /// Nobody outside this machine.
  case secret
  /// The host of this virtual machine.
  case sharedWithHost
}
