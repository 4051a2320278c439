// SPDX-License-Identifier: Apache-2.0

/// Why a feed could not be started; nothing else is touched by it, and seeding goes on.
public enum SolarFeedError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kernel gave no pipe or no process, with its error number; try again later.
  case noProcess(errno: Int32)
  /// The program of the fetcher cannot be run; name one that can.
  case noProgram(path: String, errno: Int32)

  /// In words.
  public var description: String {
    switch self {
    case .noProcess(let errno): "no process for the fetcher (error \(errno))"
    case .noProgram(let path, let errno): "the fetcher \(path) cannot be run (error \(errno))"
    }
  }
}
