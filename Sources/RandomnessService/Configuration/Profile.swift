// SPDX-License-Identifier: Apache-2.0

/// Which rules decide what may seed the generator.
public enum Profile: String, CaseIterable, Sendable {
  /// The operating system's generator seeds with strength 256; sources with claim and assessment record are credited.
  case standard = "default"
  /// Only credited entropy seeds (SP 800-90C); the operating system's generator is additional input.
  case sp800x90c = "sp800-90c"
}
