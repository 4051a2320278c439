// SPDX-License-Identifier: Apache-2.0
// Nothing that a document says may end the process: RapidJSON's assertions guard its callers, not its input.
#define RAPIDJSON_ASSERT(condition) ((void)0)

#include "CRapidJSON.h"

#include <new>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <string>
#include <vector>

namespace {

using rapidjson::SizeType;

struct Member {
  size_t key, key_length, text, text_length;
  rows_kind kind;
};

/// Follows the reader; false from a function ends it.
class Handler {
 public:
  Handler(rows_limits limits, void *context, bool (*row)(void *, const rows_field *, size_t))
      : limits(limits), context(context), row(row) {}

  rows_result ended = ROWS_OK;
  bool has_shape = true;
  size_t rows = 0;

  bool Null() { return value(ROWS_NULL, "", 0); }
  bool Bool(bool is) { return value(is ? ROWS_TRUE : ROWS_FALSE, "", 0); }
  bool RawNumber(const char *text, SizeType length, bool) { return value(ROWS_NUMBER, text, length); }
  bool String(const char *text, SizeType length, bool) { return value(ROWS_STRING, text, length); }

  // With numbers kept as text these are not called.
  bool Int(int) { return stop(ROWS_SYNTAX); }
  bool Uint(unsigned) { return stop(ROWS_SYNTAX); }
  bool Int64(int64_t) { return stop(ROWS_SYNTAX); }
  bool Uint64(uint64_t) { return stop(ROWS_SYNTAX); }
  bool Double(double) { return stop(ROWS_SYNTAX); }

  bool StartArray() {
    if (depth != 0) has_shape = false;
    return deeper();
  }
  bool EndArray(SizeType) {
    depth--;
    return true;
  }

  bool StartObject() {
    if (depth != 1) has_shape = false;
    if (depth == 1 && ++rows > limits.rows) return stop(ROWS_TOO_MANY);
    text.clear();
    members.clear();
    return deeper();
  }
  bool Key(const char *name, SizeType length, bool) {
    if (length > limits.text) return stop(ROWS_TOO_LONG);
    if (!is_row()) return true;
    if (members.size() == limits.fields) has_shape = false;
    if (!is_row()) return true;
    members.push_back({text.size(), length, 0, 0, ROWS_NULL});
    text.append(name, length);
    return true;
  }
  bool EndObject(SizeType) {
    depth--;
    if (!has_shape || depth != 1) return true;
    fields.clear();
    for (const auto &member : members)
      fields.push_back({text.data() + member.key, member.key_length, text.data() + member.text, member.text_length,
                        member.kind});
    // data() of an empty vector may be null.
    static const rows_field none = {"", 0, "", 0, ROWS_NULL};
    return row(context, fields.empty() ? &none : fields.data(), fields.size()) || stop(ROWS_STOPPED);
  }

 private:
  rows_limits limits;
  void *context;
  bool (*row)(void *, const rows_field *, size_t);
  size_t depth = 0;
  std::string text;
  std::vector<Member> members;
  std::vector<rows_field> fields;

  /// Whether a member of a row is being read, in a document that has been of the right shape so far.
  bool is_row() const { return has_shape && depth == 2; }

  bool stop(rows_result result) {
    ended = result;
    return false;
  }

  bool deeper() { return ++depth <= limits.depth || stop(ROWS_TOO_DEEP); }

  bool value(rows_kind kind, const char *value, SizeType length) {
    if (length > limits.text) return stop(ROWS_TOO_LONG);
    if (depth != 2) has_shape = false;
    if (!is_row() || members.empty()) return true;
    auto &member = members.back();
    member.kind = kind;
    member.text = text.size();
    member.text_length = length;
    text.append(value, length);
    return true;
  }
};

rows_result read(const char *bytes, size_t length, Handler &handler, size_t *offset) {
  constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                             rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::MemoryStream stream(bytes, length);
  rapidjson::Reader reader;
  const auto result = reader.Parse<flags>(stream, handler);
  *offset = result.Offset();
  switch (result.Code()) {
    case rapidjson::kParseErrorNone: return handler.has_shape ? ROWS_OK : ROWS_SHAPE;
    case rapidjson::kParseErrorTermination: return handler.ended;
    case rapidjson::kParseErrorDocumentEmpty: return ROWS_EMPTY;
    case rapidjson::kParseErrorStringInvalidEncoding:
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid: return ROWS_ENCODING;
    case rapidjson::kParseErrorNumberTooBig: return ROWS_NUMBER_TOO_BIG;
    default: return ROWS_SYNTAX;
  }
}

}  // namespace

rows_result rows_read(const char *bytes, size_t length, rows_limits limits, void *context,
                      bool (*row)(void *context, const rows_field *fields, size_t count), size_t *offset,
                      size_t *row_index) {
  *offset = 0;
  *row_index = 0;
  try {
    Handler handler(limits, context, row);
    const auto result = read(bytes, length, handler, offset);
    *row_index = handler.rows == 0 ? 0 : handler.rows - 1;
    return result;
  } catch (const std::bad_alloc &) {
    return ROWS_OUT_OF_MEMORY;
  }
}
