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
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wellspring.h>

#include "check.h"

enum { thread_count = 8, fills_per_thread = 100000, block_length = 16 };

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

/* Whether two buffers have an equal block at the same place. */
static bool share_a_block(const unsigned char *one, const unsigned char *other, size_t length) {
  for (size_t i = 0; i + block_length <= length; i += block_length)
    if (memcmp(one + i, other + i, block_length) == 0) return true;
  return false;
}

/* Draws one buffer of each kind, so that a state that two processes have in common would show in at least one. */
static bool draw_all(unsigned char buffer[8192]) {
  return wellspring_secret_bytes(buffer, 4096) == WELLSPRING_OK
      && wellspring_fill(buffer + 4096, 1024) == WELLSPRING_OK
      && wellspring_fill(buffer + 5120, 3056) == WELLSPRING_OK && (memset(buffer + 8176, 0, 16), true)
      && wellspring_nonce(buffer + 8176) == WELLSPRING_OK;
}

/* In a child: sends what it draws, then what its own child draws, and so on. */
static void draw_in_children(int end, int generations) {
  unsigned char buffer[8192];
  pid_t child = 0;
  int status = 0;
  failures = 0;
  for (int i = 0; child == 0 && i < generations; i++) {
    CHECK(draw_all(buffer));
    CHECK(wellspring_status() == WELLSPRING_STATE_SEEDED);
    CHECK(write(end, buffer, sizeof buffer) == sizeof buffer);
    if (i + 1 < generations) child = fork();
  }
  if (child != 0) CHECK(waitpid(child, &status, 0) == child && status == 0);
  _exit(failures);
}

static void forks(void) {
  enum { rounds = 20, depth = 2, count = rounds * (depth + 1) };
  static unsigned char of_processes[count][8192];
  size_t next = 0;
  for (int round = 0; round < rounds; round++) {
    unsigned char byte;
    int ends[2], status = -1;
    /* A pool that is half read, whose rest the child must not give. */
    CHECK(wellspring_fill(&byte, 1) == WELLSPRING_OK && pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) draw_in_children(ends[1], depth);
    close(ends[1]);
    CHECK(draw_all(of_processes[next++]));
    for (int i = 0; i < depth; i++, next++) {
      size_t have = 0;
      ssize_t more;
      while (have < 8192 && (more = read(ends[0], of_processes[next] + have, 8192 - have)) > 0) have += (size_t)more;
      CHECK(have == 8192);
    }
    close(ends[0]);
    CHECK(child != -1 && waitpid(child, &status, 0) == child && status == 0);
  }
  for (size_t i = 0; i < next; i++)
    for (size_t j = 0; j < i; j++) CHECK(!share_a_block(of_processes[i], of_processes[j], 8192));
}

static atomic_bool is_over;

static void *draw_until_over(void *unused) {
  unsigned char buffer[3000];
  while (!is_over) {
    if (wellspring_fill(buffer, 100) != WELLSPRING_OK || wellspring_secret_bytes(buffer, 3000) != WELLSPRING_OK) abort();
    wellspring_status_json((char *)buffer, sizeof buffer);
  }
  return unused;
}

/* A child of a process whose other threads draw: none of their locks may be held in it. */
static void forks_among_threads(void) {
  enum { count = 4, rounds = 50 };
  pthread_t others[count];
  for (int i = 0; i < count; i++) CHECK(pthread_create(&others[i], NULL, draw_until_over, NULL) == 0);
  for (int i = 0; i < rounds; i++) {
    unsigned char buffer[8192];
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
      alarm(10);
      _exit(draw_all(buffer) && wellspring_status_json(NULL, 0) > 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    CHECK(child != -1 && waitpid(child, &status, 0) == child && status == 0);
  }
  is_over = true;
  for (int i = 0; i < count; i++) CHECK(pthread_join(others[i], NULL) == 0);
}

/* Lengths of the draws of every thread, the same in all: if two had one stream, their blocks would be equal. */
static const size_t lengths[] = {16, 48, 32, 1, 64, 256, 31, 128};
enum { length_count = sizeof lengths / sizeof *lengths, blocks_per_round = 1 + 3 + 2 + 0 + 4 + 16 + 1 + 8 };
enum { blocks_per_thread = fills_per_thread / length_count * blocks_per_round };

struct drawing {
  pthread_t thread;
  unsigned char (*blocks)[block_length];
  int failed;
};

static void *draw_many(void *argument) {
  struct drawing *drawing = argument;
  unsigned char buffer[256], (*next)[block_length] = drawing->blocks;
  for (int i = 0; i < fills_per_thread; i++) {
    size_t length = lengths[i % length_count];
    if (wellspring_fill(buffer, length) != WELLSPRING_OK) drawing->failed++;
    memcpy(next, buffer, length / block_length * block_length);
    next += length / block_length;
  }
  return NULL;
}

static int compare_blocks(const void *one, const void *other) { return memcmp(one, other, block_length); }

/* 3.5 million blocks: two are equal by chance with probability 2^-85. */
static void threads(void) {
  struct drawing drawings[thread_count];
  size_t count = (size_t)thread_count * blocks_per_thread, equal = 0;
  unsigned char(*blocks)[block_length] = calloc(count, block_length);
  if (blocks == NULL) perror("calloc"), exit(EXIT_FAILURE);
  for (int i = 0; i < thread_count; i++) {
    drawings[i] = (struct drawing){.blocks = blocks + (size_t)i * blocks_per_thread};
    CHECK(pthread_create(&drawings[i].thread, NULL, draw_many, &drawings[i]) == 0);
  }
  for (int i = 0; i < thread_count; i++)
    CHECK(pthread_join(drawings[i].thread, NULL) == 0 && drawings[i].failed == 0);
  qsort(blocks, count, block_length, compare_blocks);
  CHECK(!is_zero(blocks[0], block_length));
  for (size_t i = 1; i < count; i++) equal += memcmp(blocks[i - 1], blocks[i], block_length) == 0;
  CHECK(equal == 0);
  free(blocks);
}

static volatile sig_atomic_t refused, served, wrong;

static void draw_in_handler(int number) {
  unsigned char buffer[32];
  (void)number;
  memset(buffer, 0xa5, sizeof buffer);
  switch (wellspring_secret_bytes(buffer, sizeof buffer)) {
    case WELLSPRING_OK: served++; break;
    case WELLSPRING_REENTRANT_CALL: is_zero(buffer, sizeof buffer) ? refused++ : wrong++; break;
    default: wrong++;
  }
}

/* A handler that interrupts a draw is refused, and the draw that it interrupted is not disturbed. */
static void signals(void) {
  static unsigned char buffer[60000];
  struct itimerval often = {{0, 200}, {0, 200}}, never = {{0, 0}, {0, 0}};
  struct sigaction action = {.sa_handler = draw_in_handler, .sa_flags = SA_RESTART};
  int failed = 0;
  CHECK(sigaction(SIGALRM, &action, NULL) == 0 && setitimer(ITIMER_REAL, &often, NULL) == 0);
  /* Ends: most of the time is spent inside of draws. */
  while (refused < 20 || served < 20) {
    failed += wellspring_secret_bytes(buffer, sizeof buffer) != WELLSPRING_OK;
    for (volatile int i = 0; i < 100000; i++);
  }
  CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
  CHECK(failed == 0 && wrong == 0);
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
  forks();
  forks_among_threads();
  threads();
  signals();
  shutdown_and_start_again();
  CHECK(wellspring_harden_process() == 1);

  for (size_t i = 0; i < sizeof left / sizeof *left; i++) unlink(left[i]);
  rmdir("directory.json");
  rmdir(directory);
  return conclude("behaviour");
}
