/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What wellspring.h promises, from a program that is linked with the library.
 *
 *     behaviour VERSION     the version that pkg-config gives
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wellspring.h>

#include "check.h"

/* The functions that fill a buffer, under one type. */
static int nonce_of(void *buffer, size_t length) {
  return length == 12 ? wellspring_nonce(buffer) : WELLSPRING_OK;
}
static const struct {
  int (*draw)(void *buffer, size_t length);
  size_t length;
} draws[] = {
    {wellspring_fill, 64},
    {wellspring_fill, 100000},
    {wellspring_secret_bytes, 32},
    {wellspring_secret_bytes, 100000},
    {wellspring_prediction_resistant_bytes, 32},
    {nonce_of, 12},
};
enum { draw_count = sizeof draws / sizeof *draws };

/* Success when every function that gives bytes fails with one of two results, leaves zeros and touches nothing else. */
static bool nothing_is_given(int expected, int or_else) {
  static unsigned char buffer[100001];
  for (size_t i = 0; i < draw_count; i++) {
    size_t length = draws[i].length;
    memset(buffer, 0xa5, sizeof buffer);
    int result = draws[i].draw(buffer, length);
    if ((result != expected && result != or_else) || !is_zero(buffer, length) || buffer[length] != 0xa5) return false;
  }
  return true;
}

/* The last error of this thread; empty when there is none. */
static const char *last_error(void) {
  static _Thread_local char text[1024];
  size_t length = wellspring_last_error(text, sizeof text);
  return length == strlen(text) ? text : "(of another length than it says)";
}

/* Success when the last error has all these parts. */
static bool says(const char *first, const char *second) {
  return strstr(last_error(), first) != NULL && strstr(last_error(), second) != NULL;
}

static void before_start(void) {
  char text[8] = "xxxxxxx";
  CHECK(wellspring_last_error(text, sizeof text) == 0 && text[0] == 0);
  CHECK(wellspring_status() == WELLSPRING_STATE_NOT_STARTED);
  text[0] = 'x';
  CHECK(wellspring_status_json(text, sizeof text) == 0);
  CHECK(nothing_is_given(WELLSPRING_NOT_STARTED, WELLSPRING_NOT_STARTED));
  CHECK(says("wellspring_start", ""));
}

/* Before the start and after it. */
static void bad_arguments(void) {
  unsigned char buffer[64];
  static const size_t impossible[] = {SIZE_MAX, SIZE_MAX - 4096, (size_t)PTRDIFF_MAX + 1};
  memset(buffer, 0xa5, sizeof buffer);
  CHECK(wellspring_nonce(NULL) == WELLSPRING_INVALID_ARGUMENT);
  for (size_t i = 0; i < 5; i++) {
    if (draws[i].draw == nonce_of) continue;
    CHECK(draws[i].draw(NULL, 32) == WELLSPRING_INVALID_ARGUMENT);
    CHECK(says("null pointer", ""));
    CHECK(draws[i].draw(NULL, 0) == WELLSPRING_OK);
    CHECK(draws[i].draw(buffer, 0) == WELLSPRING_OK);
    for (size_t j = 0; j < 3; j++) CHECK(draws[i].draw(buffer, impossible[j]) == WELLSPRING_INVALID_ARGUMENT);
  }
  for (size_t i = 0; i < sizeof buffer; i++) CHECK(buffer[i] == 0xa5);
}

static const char *write_file(const char *name, const char *text) {
  FILE *file = fopen(name, "w");
  if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) perror(name), exit(EXIT_FAILURE);
  return name;
}

static void bad_configurations(void) {
  CHECK(wellspring_start("missing.json", 2000) == WELLSPRING_INVALID_CONFIGURATION);
  CHECK(says("missing.json", "no such file"));
  CHECK(mkdir("directory.json", 0700) == 0);
  CHECK(wellspring_start("directory.json", 2000) == WELLSPRING_INVALID_CONFIGURATION);
  CHECK(says("directory.json", "directory"));
  CHECK(wellspring_start("", 2000) == WELLSPRING_INVALID_CONFIGURATION);
  write_file("broken.json", "{\n  \"profile\": \"default\",\n}\n");
  CHECK(wellspring_start("broken.json", 2000) == WELLSPRING_INVALID_CONFIGURATION);
  CHECK(says("broken.json, line 3, column 1", ""));
  write_file("unknown.json", "{ \"profil\": \"default\" }");
  CHECK(wellspring_start("unknown.json", 2000) == WELLSPRING_INVALID_CONFIGURATION);
  CHECK(says("unknown.json", "profil"));
  CHECK(wellspring_status() == WELLSPRING_STATE_NOT_STARTED);
}

/* Configurations that are right, under which nothing can be served. */
static void no_source(void) {
  write_file("credited.json", "{ \"profile\": \"sp800-90c\" }");
  CHECK(wellspring_start("credited.json", 2000) == WELLSPRING_NO_CREDITED_SOURCE);
  CHECK(wellspring_status() == WELLSPRING_STATE_UNSEEDED);
  CHECK(nothing_is_given(WELLSPRING_NO_CREDITED_SOURCE, WELLSPRING_PREDICTION_RESISTANCE_UNAVAILABLE));
  CHECK(says("sp800-90c", "getrandom") || says("prediction resistance", "getrandom"));
  /* Still there: another configuration has to wait until it is shut down. */
  CHECK(wellspring_start(NULL, 2000) == WELLSPRING_ALREADY_STARTED);
  wellspring_shutdown();

  write_file(
      "absent.json",
      "{ \"sources\": { \"dongle\": { \"kind\": \"hardware-device\", \"path\": \"/dev/no-such-device\" } } }");
  CHECK(wellspring_start("absent.json", 300) == WELLSPRING_SOURCES_UNAVAILABLE);
  CHECK(says("dongle", "/dev/no-such-device"));
  CHECK(nothing_is_given(WELLSPRING_SOURCES_UNAVAILABLE, WELLSPRING_PREDICTION_RESISTANCE_UNAVAILABLE));
  pid_t child = fork();
  if (child == 0) {
    failures = 0;
    CHECK(nothing_is_given(
        WELLSPRING_SOURCES_UNAVAILABLE_AFTER_FORK, WELLSPRING_PREDICTION_RESISTANCE_UNAVAILABLE));
    _exit(failures);
  }
  int status = -1;
  CHECK(child != -1 && waitpid(child, &status, 0) == child && status == 0);
  wellspring_shutdown();
}

static void start_and_start_again(void) {
  CHECK(wellspring_start(NULL, 2000) == WELLSPRING_OK);
  CHECK(wellspring_start(NULL, 0) == WELLSPRING_OK);
  CHECK(wellspring_start(NULL, UINT_MAX) == WELLSPRING_OK);
  CHECK(wellspring_status() == WELLSPRING_STATE_SEEDED);
  write_file("other.json", "{ \"deadline_milliseconds\": 1234 }");
  CHECK(wellspring_start("other.json", 2000) == WELLSPRING_ALREADY_STARTED);
  CHECK(wellspring_start("missing.json", 2000) == WELLSPRING_INVALID_CONFIGURATION);
  CHECK(wellspring_status() == WELLSPRING_STATE_SEEDED);
}

/* Every draw gives new bytes, to the end of the buffer and not further. */
static void bytes(void) {
  static unsigned char once[100001], again[100001];
  for (size_t i = 0; i < draw_count; i++) {
    size_t length = draws[i].length;
    if (draws[i].draw == wellspring_prediction_resistant_bytes) continue;
    memset(once, 0, sizeof once);
    memset(again, 0, sizeof again);
    CHECK(draws[i].draw(once, length) == WELLSPRING_OK && draws[i].draw(again, length) == WELLSPRING_OK);
    CHECK(memcmp(once, again, length) != 0);
    /* 12 bytes are zero by chance once in 2^96 draws. */
    CHECK(!is_zero(once, 12) && !is_zero(once + length - 12, 12));
    CHECK(once[length] == 0 && again[length] == 0);
  }
}

static void prediction_resistance(void) {
  unsigned char buffer[48];
  memset(buffer, 0xa5, sizeof buffer);
  CHECK(
      wellspring_prediction_resistant_bytes(buffer, sizeof buffer) == WELLSPRING_PREDICTION_RESISTANCE_UNAVAILABLE);
  CHECK(is_zero(buffer, sizeof buffer));
  CHECK(says("prediction resistance", "getrandom"));
  CHECK(wellspring_status() == WELLSPRING_STATE_SEEDED);
}

/* What copies a text does it as snprintf does, at every capacity. */
static void truncation(size_t (*copy)(char *, size_t), const char *whole, size_t length) {
  char buffer[64];
  CHECK(length > sizeof buffer);
  memset(buffer, 'x', sizeof buffer);
  CHECK(copy(NULL, 0) >= sizeof buffer && copy(NULL, 10) >= sizeof buffer);
  CHECK(copy(buffer, 0) >= sizeof buffer && buffer[0] == 'x');
  for (size_t capacity = 1; capacity < sizeof buffer; capacity++) {
    memset(buffer, 'x', sizeof buffer);
    CHECK(copy(buffer, capacity) >= sizeof buffer);
    CHECK(strlen(buffer) == capacity - 1 && memcmp(buffer, whole, capacity - 1) == 0);
    CHECK(buffer[capacity] == 'x');
  }
}

static void texts(const char *version) {
  static char status[1 << 17];
  char member[64], whole[1024];
  unsigned char byte;
  CHECK(strcmp(WELLSPRING_VERSION, version) == 0);
  CHECK(strcmp(wellspring_version(), version) == 0);

  size_t length = wellspring_status_json(status, sizeof status);
  CHECK(length < sizeof status && length == strlen(status));
  CHECK(length > 2 && status[0] == '{' && status[length - 1] == '}');
  snprintf(member, sizeof member, "\"version\":\"%s\"", version);
  CHECK(strstr(status, member) != NULL && strstr(status, "\"phase\":\"seeded\"") != NULL);
  truncation(wellspring_status_json, status, length);

  CHECK(wellspring_secret_bytes(NULL, 1) == WELLSPRING_INVALID_ARGUMENT);
  length = wellspring_last_error(whole, sizeof whole);
  CHECK(length == strlen(whole));
  /* A success leaves the sentence of the last failure. */
  CHECK(wellspring_fill(&byte, 1) == WELLSPRING_OK && strcmp(last_error(), whole) == 0);
  truncation(wellspring_last_error, whole, length);
}

/* Each number of the header means in the library what its name says. */
static void numbers(void) {
  static const struct {
    int result;
    const char *word;
  } table[] = {
      {WELLSPRING_OK, "done"},
      {WELLSPRING_NOT_STARTED, "not been started"},
      {WELLSPRING_ALREADY_STARTED, "another configuration"},
      {WELLSPRING_INVALID_CONFIGURATION, "configuration is wrong"},
      {WELLSPRING_SOURCES_UNAVAILABLE, "no source could seed within"},
      {WELLSPRING_SOURCES_UNAVAILABLE_AFTER_FORK, "forked child"},
      {WELLSPRING_NO_CREDITED_SOURCE, "credited entropy and there is none"},
      {WELLSPRING_PREDICTION_RESISTANCE_UNAVAILABLE, "prediction resistance"},
      {WELLSPRING_STOPPED, "hard limit"},
      {WELLSPRING_SELF_TEST_FAILED, "known-answer test"},
      {WELLSPRING_GENERATOR_FAILED, "error state"},
      {WELLSPRING_SHUT_DOWN, "about to end"},
      {WELLSPRING_REENTRANT_CALL, "signal handler"},
      {WELLSPRING_FRESH_RANDOMNESS_UNAVAILABLE, "getrandom"},
      {WELLSPRING_OUT_OF_MEMORY, "no memory"},
      {WELLSPRING_INVALID_ARGUMENT, "null pointer"},
  };
  enum { count = sizeof table / sizeof *table };
  static const int unknown[] = {-1, count, 1000, INT_MAX, INT_MIN};
  for (int i = 0; i < count; i++) {
    CHECK(table[i].result == i);
    CHECK(strstr(wellspring_error_text(i), table[i].word) != NULL);
    /* The same text at the same place, for the life of the process. */
    CHECK(wellspring_error_text(i) == wellspring_error_text(i));
  }
  for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
    CHECK(strstr(wellspring_error_text(unknown[i]), "unknown") != NULL);
  /* The states that no program can bring about: sandbox.c has degraded and stopped. */
  CHECK(WELLSPRING_STATE_NOT_STARTED == 0 && WELLSPRING_STATE_ERROR == 5);
}

static void *fail_in_thread(void *sees_only_its_own) {
  bool is_empty = wellspring_last_error(NULL, 0) == 0;
  int result = wellspring_start("of-the-thread.json", 1);
  *(bool *)sees_only_its_own =
      is_empty && result == WELLSPRING_INVALID_CONFIGURATION && says("of-the-thread.json", "");
  return NULL;
}

static void errors_of_threads(void) {
  pthread_t thread;
  bool sees_only_its_own = false;
  CHECK(wellspring_fill(NULL, 1) == WELLSPRING_INVALID_ARGUMENT);
  CHECK(pthread_create(&thread, NULL, fail_in_thread, &sees_only_its_own) == 0);
  CHECK(pthread_join(thread, NULL) == 0 && sees_only_its_own);
  CHECK(says("null pointer", ""));
}

static void *draw_after_shutdown(void *result) {
  unsigned char byte = 0xa5;
  *(int *)result = wellspring_fill(&byte, 1);
  if (byte != 0) *(int *)result = -1;
  return NULL;
}

static void shutdown_and_start_again(void) {
  pthread_t thread;
  int result = -1;
  wellspring_shutdown();
  CHECK(nothing_is_given(WELLSPRING_NOT_STARTED, WELLSPRING_NOT_STARTED));
  CHECK(pthread_create(&thread, NULL, draw_after_shutdown, &result) == 0);
  CHECK(pthread_join(thread, NULL) == 0 && result == WELLSPRING_NOT_STARTED);
  CHECK(wellspring_status() == WELLSPRING_STATE_NOT_STARTED && wellspring_status_json(NULL, 0) == 0);
  wellspring_shutdown();
  /* With a configuration that was refused before. */
  CHECK(wellspring_start("other.json", 2000) == WELLSPRING_OK);
  CHECK(wellspring_start(NULL, 2000) == WELLSPRING_ALREADY_STARTED);
  bytes();
}

int main(int count, char **arguments) {
  char directory[] = "/tmp/wellspring-behaviour-XXXXXX";
  static const char *const left[] = {"broken.json", "unknown.json", "credited.json", "absent.json", "other.json"};
  if (count != 2) return fputs("usage: behaviour VERSION\n", stderr), 64;
  if (mkdtemp(directory) == NULL || chdir(directory) != 0) return perror(directory), EXIT_FAILURE;

  before_start();
  bad_arguments();
  bad_configurations();
  no_source();
  start_and_start_again();
  bad_arguments();
  bytes();
  prediction_resistance();
  texts(arguments[1]);
  numbers();
  errors_of_threads();
  shutdown_and_start_again();
  CHECK(wellspring_harden_process() == 1);

  for (size_t i = 0; i < sizeof left / sizeof *left; i++) unlink(left[i]);
  rmdir("directory.json");
  rmdir(directory);
  return conclude("behaviour");
}
