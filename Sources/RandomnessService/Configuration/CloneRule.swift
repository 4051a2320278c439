// SPDX-License-Identifier: Apache-2.0

/// What is done against output that comes out twice when a virtual machine is cloned or restored from a snapshot.
public enum CloneRule: String, CaseIterable, Sendable {
  /// Where the hypervisor counts clones (VMClock), the counter is compared at every draw; elsewhere as ``mix``.
  case automatic
  /// 32 bytes of the operating system's generator go into every request of a leaf; a counter is compared as well.
  case mix
  /// Nothing but the counter, if there is one: for machines that are never cloned, such as those that are not virtual. It
  /// makes short requests faster, and a clone all the same a machine with the same keys.
  case neverCloned = "never-cloned"
}
