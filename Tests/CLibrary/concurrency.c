/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What wellspring.h promises where calls meet: in forked children, in several threads, in signal handlers.
 *
 *     concurrency
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wellspring.h>

#include "check.h"

enum { thread_count = 8, fills_per_thread = 100000, block_length = 16 };

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

int main(void) {
  CHECK(wellspring_start(NULL, 2000) == WELLSPRING_OK);
  forks();
  forks_among_threads();
  threads();
  signals();
  wellspring_shutdown();
  return conclude("concurrency");
}
