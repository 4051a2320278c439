// SPDX-License-Identifier: Apache-2.0

/// What is done against output that comes out twice when a virtual machine is cloned or restored from a snapshot.
///
/// Where the hypervisor counts clones (VMClock, /dev/vmclock0), the counter is compared at every draw under either rule, and
/// nothing that was made before a clone is served after it.
public enum CloneRule: String, CaseIterable, Sendable {
  /// 32 bytes of the operating system's generator go into every request of a thread's generator. Also where there is a
  /// counter: it may change before the kernel has noticed the clone, and a reseed from the kernel's generator in that
  /// moment would be the same in both machines.
  case mix
  /// Nothing but a counter: for machines that are never cloned, such as those that are not virtual. It makes short requests
  /// faster, and a clone all the same a machine with the same keys.
  case neverCloned = "never-cloned"
}
