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
    .library(name: "SecretMemory", targets: ["SecretMemory"])
  ],
  targets: [
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CPlatform"),
    .target(name: "SecretMemory", dependencies: ["COpenSSL", "CPlatform"], swiftSettings: settings),
    .target(name: "Primitives", dependencies: ["COpenSSL", "SecretMemory"], swiftSettings: settings),
    .target(name: "Telemetry", swiftSettings: settings),
    .target(name: "Seeds", dependencies: ["Primitives", "SecretMemory"], swiftSettings: settings),
    .target(
      name: "HealthTests", dependencies: ["SecretMemory"], path: "HealthTests/Sources", swiftSettings: settings),
    .target(
      name: "Conditioning", dependencies: ["HealthTests", "Primitives", "SecretMemory", "Seeds"],
      swiftSettings: settings),
    .target(
      name: "DRBG", dependencies: ["Conditioning", "Primitives", "SecretMemory", "Seeds"],
      swiftSettings: settings),
    .testTarget(name: "DRBGTests", dependencies: ["COpenSSL", "DRBG", "Primitives"], swiftSettings: settings),
    .testTarget(name: "SecretMemoryTests", dependencies: ["SecretMemory", "CPlatform"], swiftSettings: settings),
  ]
)
