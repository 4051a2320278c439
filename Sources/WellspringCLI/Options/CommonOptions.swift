// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ArgumentParser
  internal import ConfigurationFile
  internal import RandomnessService

  /// What every verb takes.
  struct CommonOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Read this configuration instead of /etc/wellspring/wellspring.json.", valueName: "file"))
    var config: String?

    @Option(
      help: ArgumentHelp("Keep switches here instead of in /var/lib/wellspring.", valueName: "directory"))
    var stateDirectory: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    @Flag(
      help: "Print nothing on standard error but an error, and no line that only repeats the exit status.")
    var quiet = false

    /// Reads configuration and state.
    ///
    /// - Parameter profile: of the command line.
    func load(profile: String? = nil) throws(Failure) -> LoadedConfiguration {
      var request = ConfigurationLoader.Request()
      request.file = config
      request.profile = profile
      request.stateDirectory = stateDirectory
      return try Self.checked(request)
    }

    /// Reads configuration and state, down to the names of products, which only the solar source knows.
    static func checked(_ request: ConfigurationLoader.Request) throws(Failure) -> LoadedConfiguration {
      let loaded: LoadedConfiguration
      do throws(ConfigurationFileError) { loaded = try loader.load(request) } catch { throw Failure(error) }
      if let solar = loaded.configuration.solar { _ = try SolarSetup.products(solar.solar, solar.id) }
      return loaded
    }

    /// A loader over this machine.
    static var loader: ConfigurationLoader {
      ConfigurationLoader(
        files: .live, environment: System.environment,
        today: CalendarDate(secondsSince1970: System.secondsSince1970))
    }

    /// A service of this process, which collects, and is not seeded yet.
    static func service(_ loaded: LoadedConfiguration) throws(Failure) -> Randomness {
      do throws(RandomnessError) {
        return try Randomness(loaded.configuration, environment: .live)
      } catch { throw Failure(error) }
    }
  }

  extension Randomness {
    /// Waits for the first seed as long as the configuration says.
    func seed() throws(Failure) {
      do throws(RandomnessError) {
        try seed(deadline: .milliseconds(Int(configuration.deadlineMilliseconds)))
      } catch { throw Failure(error) }
    }
  }
#endif
