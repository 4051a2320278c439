// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// As much of JSON Schema as docs/assessment.schema.json uses.
struct Schema {
  private let root: [String: Any]

  init() throws {
    let text = try PackageFiles.text("docs/assessment.schema.json")
    root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }

  /// What a value has against one of the definitions.
  func complaints(_ value: Any, _ definition: String) -> [String] {
    complaints(value, ["$ref": "#/$defs/" + definition], "")
  }

  private func complaints(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
    if let reference = schema["$ref"] as? String {
      let name = reference.replacingOccurrences(of: "#/$defs/", with: "")
      guard let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else {
        return ["\(path): no definition \(name)"]
      }
      return complaints(value, target, path)
    }
    if let choices = schema["oneOf"] as? [[String: Any]] {
      let all = choices.map { complaints(value, $0, path) }
      let fitting = all.count { $0.isEmpty }
      return fitting == 1 ? [] : ["\(path): fits \(fitting) of \(choices.count) choices"] + all.flatMap { $0 }
    }
    if let values = schema["enum"] as? [String], !values.contains(value as? String ?? "") {
      return ["\(path): \(value) is none of \(values)"]
    }
    if let constant = schema["const"] as? Int, constant != value as? Int {
      return ["\(path): \(value) is not \(constant)"]
    }
    var found: [String] = []
    let types = schema["type"] as? [String] ?? [schema["type"] as? String].compactMap { $0 }
    if !types.isEmpty, !types.contains(where: { Self.is(value, $0) }) {
      found.append("\(path): \(value) is no \(types)")
    }
    if let number = value as? Double {
      if let minimum = schema["minimum"] as? Double, number < minimum { found.append("\(path): \(number)") }
      if let maximum = schema["maximum"] as? Double, number > maximum { found.append("\(path): \(number)") }
    }
    if let pattern = schema["pattern"] as? String, let text = value as? String,
      text.range(of: pattern, options: .regularExpression) == nil
    {
      found.append("\(path): \(text) is not like \(pattern)")
    }
    if let items = schema["items"] as? [String: Any], let elements = value as? [Any] {
      found += elements.enumerated().flatMap { complaints($1, items, "\(path)[\($0)]") }
    }
    if let properties = schema["properties"] as? [String: [String: Any]], let object = value as? [String: Any]
    {
      for name in schema["required"] as? [String] ?? [] where object[name] == nil {
        found.append("\(path).\(name) is missing")
      }
      for (name, member) in object {
        if let property = properties[name] {
          found += complaints(member, property, "\(path).\(name)")
        } else if schema["additionalProperties"] as? Bool == false {
          found.append("\(path).\(name) is not described")
        }
      }
    }
    return found
  }

  private static func `is`(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": value is Bool
    case "null": value is NSNull
    case "integer": (value as? Double).map { $0 == $0.rounded() } ?? false
    case "number": value is Double
    default: false
    }
  }
}
