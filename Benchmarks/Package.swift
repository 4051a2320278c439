// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "Wellspring", path: "..", traits: [])],
  targets: [
    .executableTarget(
      name: "Benchmarks", dependencies: [.product(name: "Measurements", package: "Wellspring")]),
    .executableTarget(
      name: "InstructionCounts", dependencies: [.product(name: "RandomnessService", package: "Wellspring")]),
  ]
)
