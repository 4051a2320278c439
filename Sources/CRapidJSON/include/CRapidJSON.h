// SPDX-License-Identifier: Apache-2.0
// A strict reader of one kind of document: an array of flat objects, row by row, with the text of each number kept.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// What a value is.
enum rows_kind : uint8_t { ROWS_NULL, ROWS_FALSE, ROWS_TRUE, ROWS_NUMBER, ROWS_STRING };

/// One member of a row. The text is that of a string, unescaped, or of a number, as it stands.
struct rows_field {
  const char *key;
  size_t key_length;
  const char *text;
  size_t text_length;
  enum rows_kind kind;
};

/// What stops a hostile document before it costs anything.
struct rows_limits {
  size_t depth;
  size_t rows;
  size_t fields;
  size_t text;
};

/// How it ended.
enum rows_result : uint8_t {
  ROWS_OK,
  /// Nothing, or white space.
  ROWS_EMPTY,
  /// No JSON at the offset.
  ROWS_SYNTAX,
  /// A string is not UTF-8, or escapes half of a character.
  ROWS_ENCODING,
  /// A number is beyond all that a double can hold.
  ROWS_NUMBER_TOO_BIG,
  /// Nested more deeply than `depth`.
  ROWS_TOO_DEEP,
  /// More rows than `rows`.
  ROWS_TOO_MANY,
  /// A key, string or number longer than `text`.
  ROWS_TOO_LONG,
  /// JSON, but no array of flat objects of at most `fields` members.
  ROWS_SHAPE,
  /// The callback wanted no more.
  ROWS_STOPPED,
  ROWS_OUT_OF_MEMORY,
};

/// Calls `row` for each row with what it holds, in order, until it returns false. What it is lent is gone when it returns.
///
/// - offset: the byte at which the document ceases to be what it should be.
/// - row_index: the row at hand when it ended.
enum rows_result rows_read(const char *bytes, size_t length, struct rows_limits limits, void *_Nullable context,
                           bool (*row)(void *_Nullable context, const struct rows_field *fields, size_t count),
                           size_t *offset, size_t *row_index);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
