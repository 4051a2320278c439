// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "Wellspring",
  products: [
    .library(name: "RandomnessService", targets: ["RandomnessService"]),
    .library(name: "RandomnessTesting", targets: ["RandomnessTesting"]),
    .library(name: "SecretMemory", targets: ["SecretMemory"]),
    .library(name: "Telemetry", targets: ["Telemetry"]),
    .library(name: "Measurements", targets: ["Measurements"]),
    .library(name: "EntropyAssessment", targets: ["EntropyAssessment"]),
    .library(name: "SolarSource", targets: ["SolarSource"]),
    .executable(name: "wellspring", targets: ["WellspringCLI"]),
    // Installed as libwellspring.so with wellspring.h; script/lib.sh has the linker's options.
    .library(name: "WellspringC", type: .dynamic, targets: ["WellspringC"]),
  ],
  // A package that depends on this one with `traits: []` resolves no other package.
  traits: [
    .trait(name: "CommandLine", description: "The command wellspring (swift-argument-parser)."),
    .trait(name: "Documentation", description: "The DocC plugin (swift-docc-plugin), for .ci/run."),
    .default(enabledTraits: ["CommandLine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin.git", from: "1.5.0"),
  ],
  targets: [
    // Below the pipeline.
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CPlatform"),
    .target(name: "SecretMemory", dependencies: ["COpenSSL", "CPlatform"], swiftSettings: settings),
    .target(
      name: "Primitives", dependencies: ["COpenSSL", "CPlatform", "SecretMemory"], swiftSettings: settings),
    .target(name: "Seeds", dependencies: ["Primitives", "SecretMemory"], swiftSettings: settings),
    .target(name: "Telemetry", swiftSettings: settings),

    // The pipeline, in the order in which the data goes.
    .target(
      name: "HealthTests", dependencies: ["SecretMemory"], path: "HealthTests/Sources",
      swiftSettings: settings),
    .target(
      name: "EntropySources", dependencies: ["CPlatform", "HealthTests", "SecretMemory"],
      swiftSettings: settings),
    .target(
      name: "Conditioning", dependencies: ["HealthTests", "Primitives", "SecretMemory", "Seeds"],
      swiftSettings: settings),
    .target(
      name: "DRBG", dependencies: ["Conditioning", "Primitives", "SecretMemory", "Seeds"],
      swiftSettings: settings),
    .target(
      name: "RandomnessService",
      dependencies: [
        "CPlatform", "Conditioning", "DRBG", "EntropySources", "HealthTests", "Primitives", "SecretMemory",
        "Seeds", "Telemetry",
        // Never used: naming it under two conditions, one of which no build meets, is what makes the trait alone decide
        // whether the plugin's package is fetched, and keeps SwiftPM from running it as a build tool.
        .product(
          name: "Swift-DocC", package: "swift-docc-plugin",
          condition: .when(platforms: [.windows], traits: ["Documentation"])),
      ], swiftSettings: settings),

    // What is built on it.
    .target(
      name: "RandomnessTesting", dependencies: ["RandomnessService", "SecretMemory"], swiftSettings: settings),
    .target(
      name: "Measurements",
      dependencies: [
        "COpenSSL", "CPlatform", "EntropyAssessment", "HealthTests", "RandomnessService", "SecretMemory",
      ],
      swiftSettings: settings),

    // Beside it: needs nothing of the pipeline.
    .target(name: "EntropyAssessment", swiftSettings: settings),

    // Public data. It imports neither HealthTests nor EntropySources, so that it cannot make a sample that has credit.
    .target(name: "CCurl"),
    .target(name: "CRapidJSON"),
    .target(
      name: "Envelope", dependencies: ["CPlatform", "Primitives", "SecretMemory"], swiftSettings: settings),
    .target(
      name: "SolarSource",
      dependencies: [
        "CCurl", "CPlatform", "CRapidJSON", "Envelope", "Primitives", "SecretMemory", "Telemetry",
      ], swiftSettings: settings
    ),

    .target(name: "OperatorStatus", dependencies: ["Telemetry"], swiftSettings: settings),
    .target(name: "ConfigurationFile", dependencies: ["RandomnessService"], swiftSettings: settings),
    .target(
      name: "WellspringC",
      dependencies: ["ConfigurationFile", "OperatorStatus", "RandomnessService", "Telemetry"],
      exclude: ["libwellspring.map", "wellspring.h", "wellspring.pc.in"], swiftSettings: settings),
    .executableTarget(
      name: "WellspringCLI",
      dependencies: [
        "CPlatform", "ConfigurationFile", "DRBG", "EntropyAssessment", "EntropySources", "HealthTests",
        "Measurements", "OperatorStatus", "Primitives", "RandomnessService", "SecretMemory", "SolarSource",
        "Telemetry",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CommandLine"])),
      ], swiftSettings: settings),

    // Tests. TestSupport is what several of them share, ForkProbe the process that they run scenarios in; neither is a
    // product.
    .target(
      name: "TestSupport", dependencies: ["EntropySources", "HealthTests", "SecretMemory"],
      path: "Tests/TestSupport",
      swiftSettings: settings),
    .executableTarget(
      name: "ForkProbe", dependencies: ["DRBG", "SecretMemory", "TestSupport"], path: "Tests/ForkProbe",
      swiftSettings: settings),
    .executableTarget(
      name: "ServiceForkProbe",
      dependencies: [
        "Conditioning", "DRBG", "EntropySources", "RandomnessService", "SecretMemory", "Seeds", "Telemetry",
        "TestSupport",
      ], path: "Tests/ServiceForkProbe", swiftSettings: settings),
    // A server that replays recorded answers, for tests of what fetches.
    .systemLibrary(
      name: "CSSL", path: "Tests/CSSL", pkgConfig: "libssl", providers: [.apt(["libssl-dev"])]),
    .executableTarget(
      name: "ReplayServer", dependencies: ["CSSL", "SolarSource"], path: "Tests/ReplayServer",
      swiftSettings: settings),
    .target(
      name: "ReplaySupport", dependencies: ["ReplayServer"], path: "Tests/ReplaySupport",
      swiftSettings: settings),
    .executableTarget(
      name: "ClaimProbe", dependencies: ["SolarSource"], path: "Tests/ClaimProbe", swiftSettings: settings),
    .testTarget(
      name: "SecretMemoryTests", dependencies: ["ForkProbe", "SecretMemory", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PrimitivesTests", dependencies: ["Primitives", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "HealthTestsTests", dependencies: ["HealthTests", "SecretMemory"], path: "HealthTests",
      exclude: ["Sources"], sources: ["Tests"], resources: [.copy("Vectors")], swiftSettings: settings),
    .testTarget(
      name: "EntropySourcesTests",
      dependencies: ["EntropySources", "HealthTests", "SecretMemory", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "DRBGTests",
      dependencies: [
        "COpenSSL", "DRBG", "ForkProbe", "Primitives", "SecretMemory", "Seeds", "TestSupport",
      ], exclude: ["Vectors"], swiftSettings: settings),
    .testTarget(
      name: "ConditioningTests",
      dependencies: ["Conditioning", "HealthTests", "Seeds", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "RandomnessServiceTests",
      dependencies: [
        "Conditioning", "DRBG", "EntropySources", "HealthTests", "Primitives", "RandomnessService",
        "SecretMemory", "ServiceForkProbe", "Telemetry", "TestSupport",
      ], swiftSettings: settings),
    // bzip2 itself, which the length of the compression statistic is compared with.
    .systemLibrary(
      name: "CBZip2", path: "Tests/CBZip2", providers: [.apt(["libbz2-dev"])]),
    .testTarget(
      name: "EntropyAssessmentTests", dependencies: ["CBZip2", "EntropyAssessment", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "WellspringCLITests",
      dependencies: ["DRBG", "EntropyAssessment", "ReplaySupport", "TestSupport", "WellspringCLI"],
      exclude: ["BadConfigurations", "NISTText"], swiftSettings: settings),
    .testTarget(
      name: "EnvelopeTests", dependencies: ["Envelope", "Primitives", "SecretMemory", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SolarSourceTests",
      dependencies: [
        "ClaimProbe", "Envelope", "Primitives", "ReplaySupport", "SecretMemory", "SolarSource", "Telemetry",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ConfigurationFileTests", dependencies: ["ConfigurationFile", "RandomnessService"],
      swiftSettings: settings),
    .testTarget(
      name: "OperatorStatusTests", dependencies: ["OperatorStatus", "Telemetry"], swiftSettings: settings),
    .testTarget(
      name: "RandomnessTestingTests",
      dependencies: ["RandomnessService", "RandomnessTesting", "SecretMemory", "Telemetry"],
      swiftSettings: settings),
  ],
  cxxLanguageStandard: .cxx17
)
