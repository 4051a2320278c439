// SPDX-License-Identifier: Apache-2.0
internal import ConfigurationFile
internal import Glibc
internal import OperatorStatus
internal import RandomnessService
internal import Telemetry

// The functions of wellspring.h about the service as a whole. The header has their documentation for C programs.

/// See wellspring.h.
@c(wellspring_start)
public func start(_ path: UnsafePointer<CChar>?, _ deadlineMilliseconds: UInt32) -> Int32 {
  do throws(StartFailure) {
    let configuration = unsafe try load(path.map { unsafe String(cString: $0) })
    do throws(RandomnessError) {
      _ = try Randomness.start(configuration, deadline: .milliseconds(Int(deadlineMilliseconds)))
    } catch { throw .service(error) }
    return 0
  } catch {
    switch error {
    case .configuration(let sentence): return failed(.invalidConfiguration, sentence)
    case .service(let error): return failed(error)
    }
  }
}

private enum StartFailure: Error {
  case configuration(String)
  case service(RandomnessError)
}

private func load(_ path: String?) throws(StartFailure) -> Configuration {
  guard let path else { return .default }
  guard !path.isEmpty else {
    throw .configuration("the path of the configuration is empty; name a file, or none for the built-in one")
  }
  var request = ConfigurationLoader.Request()
  request.file = path
  request.usesState = false
  let loader = ConfigurationLoader(
    files: .live, environment: [:], today: CalendarDate(secondsSince1970: time(nil)))
  do throws(ConfigurationFileError) { return try loader.load(request).configuration } catch {
    throw .configuration(error.description)
  }
}

/// See wellspring.h.
@c(wellspring_shutdown)
public func shutDown() {
  if let service = (try? Randomness.ofThisProcess()) ?? nil { service.shutDown() }
}

/// See wellspring.h.
@c(wellspring_status)
public func status() -> Int32 {
  guard let service = (try? Randomness.ofThisProcess()) ?? nil else { return 0 }
  return switch service.snapshot().phase {
  case .unseeded: 1
  case .seeded: 2
  case .degraded: 3
  case .stopped: 4
  case .error: 5
  }
}

/// See wellspring.h.
@c(wellspring_status_json)
public func statusJSON(_ buffer: UnsafeMutablePointer<CChar>?, _ capacity: UInt) -> UInt {
  guard let service = (try? Randomness.ofThisProcess()) ?? nil else { return 0 }
  return unsafe copy(service.snapshot().json.text, to: buffer, capacity)
}

/// See wellspring.h.
@c(wellspring_harden_process)
public func hardenProcess() -> Int32 {
  let hardening = Randomness.hardenProcess()
  return hardening.isNotDumpable && hardening.hasNoCoreFile ? 1 : 0
}
