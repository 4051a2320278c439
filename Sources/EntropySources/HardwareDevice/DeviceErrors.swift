// SPDX-License-Identifier: Apache-2.0

/// What error numbers of a device mean for its source.
struct DeviceErrors {
  let path: String

  /// Of looking for it and opening it. `ENODEV` and `ENXIO` are said of a node without a device.
  func opening(_ errno: Errno) -> SourceError {
    switch errno {
    case .noSuchFile, .notADirectory, .noSuchDevice, .noSuchDeviceOrAddress:
      .absent(path: path, reason: .errno(errno))
    case .accessDenied, .notPermitted: denied(errno)
    default: .io(call: "open", path: path, errno: errno)
    }
  }

  /// Of reading from it. `ENODEV` is what /dev/hwrng says as long as no device is bound; it may come back under the
  /// same name. `EIO` and `ENXIO` are said of a device that was pulled out.
  func reading(_ errno: Errno) -> SourceError {
    switch errno {
    case .noSuchDevice: .absent(path: path, reason: .errno(errno))
    case .inputOutput, .noSuchDeviceOrAddress: .gone(path: path, reason: .errno(errno))
    case .accessDenied, .notPermitted: denied(errno)
    default: .io(call: "read", path: path, errno: errno)
    }
  }

  private func denied(_ errno: Errno) -> SourceError {
    // EACCES is about the node's mode; EPERM comes from a device policy, which no mode and no root overrides.
    guard errno == .accessDenied else {
      return .denied(
        path: path, errno: errno,
        fix: "allow it in the device policy of the container or unit (systemd: DeviceAllow=\(path) r)")
    }
    // The kernel knows /dev/hwrng as "hw_random"; every other node has its own name.
    let node = path.split(separator: "/").last.map { String($0) } ?? path
    let kernelName = node == "hwrng" ? "hw_random" : node
    return .denied(
      path: path, errno: errno,
      fix: "add a udev rule (KERNEL==\"\(kernelName)\", GROUP=\"hwrng\", MODE=\"0440\") and join that group, "
        + "or run as root")
  }
}
