// SPDX-License-Identifier: Apache-2.0
#if CommandLine
  internal import ConfigurationFile
  internal import RandomnessService
  internal import SolarSource

  /// The solar data of this machine, as it is configured; as built in where it is not.
  struct SolarSetup {
    let id: String
    let solar: SolarConfiguration
    let directory: String
    let keyFile: String
    let products: Set<SolarProduct>

    init(_ loaded: LoadedConfiguration) throws(Failure) {
      let configured = loaded.configuration.solar
      id = configured?.id ?? "solar"
      solar = configured?.solar ?? SolarConfiguration()
      directory = solar.folder(in: loaded.stateDirectory)
      keyFile = solar.key(in: loaded.stateDirectory)
      products = try Self.products(solar, id)
    }

    /// The products that are followed; all where none is named.
    static func products(_ solar: SolarConfiguration, _ id: String) throws(Failure) -> Set<SolarProduct> {
      var products: Set<SolarProduct> = []
      for name in solar.products { products.insert(try product(name, "sources.\(id).products has", .bad)) }
      return products.isEmpty ? Set(SolarProduct.allCases) : products
    }

    /// The product of a name.
    static func product(_ name: String, _ place: String, _ status: ExitStatus) throws(Failure) -> SolarProduct
    {
      guard let product = SolarProduct(rawValue: name) else {
        let known = SolarProduct.allCases.map(\.rawValue).joined(separator: ", ")
        let given = Console.oneLine(name)
        throw Failure(
          status, code: "unknown-product", value: given, limit: known,
          problem: "\(place) \"\(given)\", which is no product", fix: "choose among \(known)")
      }
      return product
    }

    static func now() -> SolarTime { SolarTime(seconds: System.secondsSince1970) }

    /// The store, made at its first use.
    ///
    /// - Parameter beginsAnew: also beside a key whose store is gone.
    func store(beginsAnew: Bool = false) throws(Failure) -> SolarStore {
      do throws(SolarStoreError) {
        return try SolarStore(directory: directory, keyFile: keyFile, beginsAnew: beginsAnew)
      } catch {
        throw Failure(error, in: directory)
      }
    }

    /// The store where there is one; nothing is made by looking.
    func existingStore() throws(Failure) -> SolarStore {
      guard System.exists(directory) else {
        throw Failure(
          .unavailable, code: "no-solar-store", value: directory, limit: "wellspring solar init or fetch",
          problem: "there is no solar data in \(Console.oneLine(directory))",
          fix: "run wellspring solar fetch")
      }
      return try store()
    }

    /// What asks the server.
    ///
    /// - Parameter isWanted: asked once a second; false ends a request.
    func poller(_ store: SolarStore, isWanted: @escaping () -> Bool) throws(Failure) -> SolarPoller {
      var configuration = TransportConfiguration(version: Randomness.version, contact: solar.contact)
      if let file = solar.certificateFile {
        // libcurl trusts what it is given in place of the system's, hence both.
        let system = (try? System.contents(of: Self.systemCertificates, limit: 1 << 22)) ?? []
        configuration.certificates = system + (try System.contents(of: file, limit: 1 << 20))
      }
      let transport = CurlTransport(configuration, now: Self.now, isWanted: isWanted)
      return SolarPoller(
        store: store, transport: transport, baseURL: solar.baseURL, pacing: pacing(), now: Self.now)
    }

    /// Debian's bundle of certificates.
    private static let systemCertificates = "/etc/ssl/certs/ca-certificates.crt"

    /// When products are asked for, with new jitter. It decides nothing that anybody has to guess.
    func pacing() -> SolarPacing {
      SolarPacing(interval: solar.intervalSeconds, jitter: Double(System.monotonicNanoseconds % 1000) / 1000)
    }

    /// Drops what is older than is kept.
    func prune(_ store: SolarStore) throws(SolarStoreError) {
      try store.prune(before: Self.now().adding(seconds: -86_400 * solar.keepDays).day)
    }
  }

  extension Failure {
    /// The solar store gave or took nothing.
    init(_ error: SolarStoreError, in directory: String) {
      let sentence = error.description
      switch error {
      case .busy(let milliseconds):
        self.init(
          .unavailable, code: "solar-store-busy", value: directory, limit: "\(milliseconds) ms",
          fix: "try again",
          sentence: sentence)
      case .key:
        self.init(
          .bad, code: "solar-key", value: directory, limit: "the key of this store",
          fix: "do what the sentence says", sentence: sentence)
      case .file(let name, let problem):
        self.init(
          .bad, code: "solar-file", value: "\(directory)/\(name)",
          limit: "a file of the store as it was written",
          fix: problem.words, sentence: "\(directory)/\(sentence)")
      case .failed(let words):
        self.init(
          .internalError, code: "solar-store", value: words, limit: "", fix: "mend that", sentence: sentence)
      }
    }
  }

  /// Runs what may find the store damaged.
  func withStore<R>(_ setup: SolarSetup, _ body: () throws(SolarStoreError) -> R) throws(Failure) -> R {
    do throws(SolarStoreError) { return try body() } catch { throw Failure(error, in: setup.directory) }
  }
#endif
