// SPDX-License-Identifier: Apache-2.0

/// What a path or an open descriptor is: the part of stat(2) that a source asks for.
package struct FileStatus: Hashable, Sendable {
  /// The kinds of file.
  package enum Kind: String, Hashable, Sendable {
    case characterDevice = "character device"
    case blockDevice = "block device"
    case directory
    case regularFile = "regular file"
    case fifo = "FIFO"
    case socket
    case other = "file of another kind"
  }

  /// What kind of file it is.
  package let kind: Kind
  /// Which device a device node stands for; `nil` for everything else.
  package let deviceNumber: DeviceNumber?

  /// Makes a status.
  package init(kind: Kind, deviceNumber: DeviceNumber? = nil) {
    self.kind = kind
    self.deviceNumber = deviceNumber
  }
}
