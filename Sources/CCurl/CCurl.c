// SPDX-License-Identifier: Apache-2.0
#include "CCurl.h"

// Their type checks are macros around functions that are not linked.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// PROTOCOLS_STR is of 7.85.
#define LOWEST_VERSION 0x075500

static struct {
  CURLcode (*global_init)(long);
  CURL *(*easy_init)(void);
  void (*easy_cleanup)(CURL *);
  CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
  CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
  CURLcode (*easy_perform)(CURL *);
  const char *(*easy_strerror)(CURLcode);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free_all)(struct curl_slist *);
  curl_version_info_data *(*version_info)(CURLversion);
  time_t (*getdate)(const char *, const time_t *);
} lib;

static char problem[256];
static const char *outcome;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && library == NULL; i++) library = dlopen(names[i], RTLD_NOW);
  if (library == NULL) {
    const char *words = dlerror();
    snprintf(problem, sizeof problem, "%s", words ? words : "it is not there");
    outcome = problem;
    return;
  }
  const struct {
    const char *name;
    void *place;
  } symbols[] = {
      {"curl_global_init", &lib.global_init},     {"curl_easy_init", &lib.easy_init},
      {"curl_easy_cleanup", &lib.easy_cleanup},   {"curl_easy_setopt", &lib.easy_setopt},
      {"curl_easy_getinfo", &lib.easy_getinfo},   {"curl_easy_perform", &lib.easy_perform},
      {"curl_easy_strerror", &lib.easy_strerror}, {"curl_slist_append", &lib.slist_append},
      {"curl_slist_free_all", &lib.slist_free_all}, {"curl_version_info", &lib.version_info},
      {"curl_getdate", &lib.getdate},
  };
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
    void *symbol = dlsym(library, symbols[i].name);
    if (symbol == NULL) {
      snprintf(problem, sizeof problem, "it has no %s", symbols[i].name);
      outcome = problem;
      return;
    }
    memcpy(symbols[i].place, &symbol, sizeof symbol);
  }
  const curl_version_info_data *info = lib.version_info(CURLVERSION_NOW);
  if (info->version_num < LOWEST_VERSION || !(info->features & CURL_VERSION_SSL) || !(info->features & CURL_VERSION_LIBZ)) {
    snprintf(problem, sizeof problem, "version %s is older than 7.85, or without TLS or zlib", info->version);
    outcome = problem;
    return;
  }
  if (lib.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) outcome = "it does not start";
}

const char *curl_shim_load(void) {
  pthread_once(&once, load);
  return outcome;
}

struct handle {
  CURL *curl;
  void *context;
  curl_shim_body body;
  curl_shim_header header;
  curl_shim_wanted wanted;
  // Why a callback has ended the request.
  bool is_ended;
};

static size_t take_body(char *bytes, size_t size, size_t count, void *opaque) {
  struct handle *handle = opaque;
  if (handle->body(handle->context, (const uint8_t *)bytes, size * count)) return size * count;
  handle->is_ended = true;
  return size * count == 0 ? 1 : 0;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *opaque) {
  struct handle *handle = opaque;
  if (handle->header(handle->context, (const uint8_t *)bytes, size * count)) return size * count;
  handle->is_ended = true;
  return size * count == 0 ? 1 : 0;
}

static int ask(void *opaque, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now) {
  (void)total, (void)now, (void)up_total, (void)up_now;
  struct handle *handle = opaque;
  if (handle->wanted(handle->context)) return 0;
  handle->is_ended = true;
  return 1;
}

void *curl_shim_open(struct curl_shim_settings settings, void *context, curl_shim_body body, curl_shim_header header,
                     curl_shim_wanted wanted) {
  if (curl_shim_load() != NULL) return NULL;
  struct handle *handle = calloc(1, sizeof *handle);
  CURL *curl = handle == NULL ? NULL : lib.easy_init();
  if (curl == NULL) {
    free(handle);
    return NULL;
  }
  *handle = (struct handle){curl, context, body, header, wanted, false};
  bool is_set = true;
#define SET(option, value) is_set = lib.easy_setopt(curl, option, value) == CURLE_OK && is_set
  SET(CURLOPT_USERAGENT, settings.user_agent);
  SET(CURLOPT_PROTOCOLS_STR, "https");
  SET(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_HTTPGET, 1L);
  SET(CURLOPT_FAILONERROR, 0L);
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  if (settings.certificates != NULL) {
    struct curl_blob blob = {(void *)settings.certificates, settings.certificates_length, CURL_BLOB_COPY};
    SET(CURLOPT_CAINFO_BLOB, &blob);
    // Beside the blob nothing is trusted.
    SET(CURLOPT_CAINFO, NULL);
    SET(CURLOPT_CAPATH, NULL);
  }
  // gzip alone: what else a build of libcurl can inflate is not needed.
  SET(CURLOPT_ACCEPT_ENCODING, "gzip");
  SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)settings.body_limit);
  SET(CURLOPT_CONNECTTIMEOUT_MS, settings.connect_milliseconds);
  SET(CURLOPT_TIMEOUT_MS, settings.total_milliseconds);
  SET(CURLOPT_LOW_SPEED_LIMIT, settings.low_speed_bytes);
  SET(CURLOPT_LOW_SPEED_TIME, settings.low_speed_seconds);
  SET(CURLOPT_NOSIGNAL, 1L);
  // One connection is kept: of several that a server has closed, each would be tried in turn.
  SET(CURLOPT_MAXCONNECTS, 1L);
  SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  // No proxy, whatever the environment says.
  SET(CURLOPT_PROXY, "");
  SET(CURLOPT_NOPROGRESS, 0L);
  SET(CURLOPT_XFERINFOFUNCTION, ask);
  SET(CURLOPT_XFERINFODATA, handle);
  SET(CURLOPT_WRITEFUNCTION, take_body);
  SET(CURLOPT_WRITEDATA, handle);
  SET(CURLOPT_HEADERFUNCTION, take_header);
  SET(CURLOPT_HEADERDATA, handle);
#undef SET
  // An older libcurl without HTTP/2 or HSTS refuses what only matters with it.
  lib.easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  lib.easy_setopt(curl, CURLOPT_HSTS_CTRL, 0L);
  if (!is_set) {
    lib.easy_cleanup(curl);
    free(handle);
    return NULL;
  }
  return handle;
}

void curl_shim_close(void *opaque) {
  struct handle *handle = opaque;
  lib.easy_cleanup(handle->curl);
  free(handle);
}

static enum curl_shim_result meaning(CURLcode code, bool is_ended) {
  if (is_ended) return CURL_SHIM_ENDED;
  switch (code) {
    case CURLE_OK: return CURL_SHIM_DONE;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED: return CURL_SHIM_UNREACHABLE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED: return CURL_SHIM_TLS;
    case CURLE_OPERATION_TIMEDOUT: return CURL_SHIM_TIMEOUT;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_WRITE_ERROR:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY: return CURL_SHIM_CUT;
    case CURLE_FILESIZE_EXCEEDED: return CURL_SHIM_TOO_LARGE;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return CURL_SHIM_REFUSED_URL;
    default: return CURL_SHIM_OTHER;
  }
}

enum curl_shim_result curl_shim_get(void *opaque, const char *url, const char *_Nullable const *_Nonnull headers, long *status,
                                    long *connections, char *words) {
  struct handle *handle = opaque;
  struct curl_slist *list = NULL;
  for (const char *const *header = headers; *header != NULL; header++) {
    struct curl_slist *longer = lib.slist_append(list, *header);
    if (longer == NULL) break;
    list = longer;
  }
  handle->is_ended = false;
  char buffer[CURL_ERROR_SIZE] = "";
  lib.easy_setopt(handle->curl, CURLOPT_URL, url);
  lib.easy_setopt(handle->curl, CURLOPT_HTTPHEADER, list);
  lib.easy_setopt(handle->curl, CURLOPT_ERRORBUFFER, buffer);
  const CURLcode code = lib.easy_perform(handle->curl);
  *status = 0;
  *connections = 0;
  lib.easy_getinfo(handle->curl, CURLINFO_RESPONSE_CODE, status);
  lib.easy_getinfo(handle->curl, CURLINFO_NUM_CONNECTS, connections);
  lib.easy_setopt(handle->curl, CURLOPT_ERRORBUFFER, NULL);
  lib.easy_setopt(handle->curl, CURLOPT_HTTPHEADER, NULL);
  lib.slist_free_all(list);
  snprintf(words, 256, "%s", code == CURLE_OK ? "" : buffer[0] != '\0' ? buffer : lib.easy_strerror(code));
  return meaning(code, handle->is_ended);
}

int64_t curl_shim_date(const char *text) { return curl_shim_load() == NULL ? (int64_t)lib.getdate(text, NULL) : -1; }
