// SPDX-License-Identifier: Apache-2.0
// libcurl, loaded at run time by whoever fetches: a process that does not maps neither it nor the thirty libraries behind
// it. Its functions are variadic, which Swift cannot call; here each is typed.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Why libcurl cannot be used, or NULL. Loads it at the first call; never unloads it.
const char *_Nullable curl_shim_load(void);

/// What a request is bound to.
struct curl_shim_settings {
  const char *user_agent;
  /// PEM certificates that are trusted; NULL for those that libcurl finds in the system.
  const char *_Nullable certificates;
  size_t certificates_length;
  long connect_milliseconds;
  long total_milliseconds;
  /// Slower than so many bytes a second for so long ends it.
  long low_speed_bytes;
  long low_speed_seconds;
  int64_t body_limit;
};

/// Takes a piece of the body, inflated; false ends the request.
typedef bool (*curl_shim_body)(void *context, const uint8_t *bytes, size_t count);
/// Takes a line of the head; false ends the request.
typedef bool (*curl_shim_header)(void *context, const uint8_t *bytes, size_t count);
/// Asked once a second at least; false ends the request.
typedef bool (*curl_shim_wanted)(void *context);

/// One handle with its connections. NULL when there is no memory or no such option.
void *_Nullable curl_shim_open(struct curl_shim_settings settings, void *context, curl_shim_body body,
                               curl_shim_header header, curl_shim_wanted wanted);
void curl_shim_close(void *handle);

/// How a request ended.
enum curl_shim_result : uint8_t {
  CURL_SHIM_DONE,
  CURL_SHIM_UNREACHABLE,
  CURL_SHIM_TLS,
  CURL_SHIM_TIMEOUT,
  CURL_SHIM_CUT,
  CURL_SHIM_TOO_LARGE,
  /// The body or header function, or `wanted`, has ended it.
  CURL_SHIM_ENDED,
  CURL_SHIM_REFUSED_URL,
  CURL_SHIM_OTHER,
};

/// Gets a URL; each line of `headers`, which NULL ends, is sent beside libcurl's own.
///
/// - words: libcurl's words for what went wrong; 256 bytes.
/// - connections: how many were made for it; 0 where one was used again.
enum curl_shim_result curl_shim_get(void *handle, const char *url, const char *_Nullable const *_Nonnull headers, long *status,
                                    long *connections, char *words);

/// Seconds since 1970 of an HTTP date, or -1.
int64_t curl_shim_date(const char *text);

#pragma clang assume_nonnull end
