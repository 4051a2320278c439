/* SPDX-License-Identifier: Apache-2.0 */
/* What the programs of this folder share: a check that fails says where, and lets the rest run. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int checks, failures;

/* From the main thread only; a thread leaves what it saw, and a forked child ends with `failures`. */
#define CHECK(condition) check(condition, #condition, __FILE__, __LINE__)

static inline void check(bool holds, const char *condition, const char *file, int line) {
  checks++;
  if (holds) return;
  failures++;
  fprintf(stderr, "%s:%d: not so: %s\n", file, line, condition);
}

/* The exit status of a program, after one line. */
static inline int conclude(const char *name) {
  printf("%s: %d checks, %d failed\n", name, checks, failures);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static inline bool is_zero(const void *buffer, size_t length) {
  const unsigned char *bytes = buffer;
  for (size_t i = 0; i < length; i++)
    if (bytes[i] != 0) return false;
  return true;
}

#endif
