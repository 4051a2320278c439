// SPDX-License-Identifier: Apache-2.0
package import EntropySources

/// One step in the life of a ``ScriptedSource``. Steps follow each other, also in the middle of a collection.
///
/// `samples` ends a step after so many samples, `attempts` after so many probes, openings and collections that it has
/// answered; `nil` means for ever.
package enum ScriptedStep: Sendable {
  /// Gives all that is asked for at once.
  case noise(ScriptedNoise, samples: Int? = nil)
  /// Gives at most so many samples in one collection, at once.
  case shortReads(ScriptedNoise = .uniform, atMost: Int, samples: Int? = nil)
  /// Gives so many samples in a second of the clock.
  case slow(ScriptedNoise = .uniform, samplesPerSecond: Int, samples: Int? = nil)
  /// Never answers before the deadline.
  case silent(attempts: Int? = nil)
  /// Every collection fails with this error; probing and opening succeed.
  case fails(SourceError, attempts: Int? = nil)
  /// Not there: the open session is lost (`EIO`), probe and open say `ENOENT`.
  case unplugged(attempts: Int? = nil)
  /// There, and may not be read: `EACCES`.
  case denied(attempts: Int? = nil)
  /// From here on another device answers: the open session is lost, the next one has this identity.
  case swapped(DeviceIdentity)
}
