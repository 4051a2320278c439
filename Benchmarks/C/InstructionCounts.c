/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Draws from libwellspring.so again and again, for script/instructions. Sources/InstructionCounts says more.
 *
 *     InstructionCounts CONFIGURATION
 */
#include <stdio.h>
#include <stdlib.h>
#include <wellspring.h>

/* Each call of the library with its call from the program. */
__attribute__((noinline)) void draw(size_t length, size_t times) {
  unsigned char buffer[32];
  while (times-- > 0)
    if (wellspring_fill(buffer, length) != WELLSPRING_OK) abort();
}

__attribute__((noinline)) void report(size_t length, const char *kind, size_t times) {
  printf("c-%zu %s %zu\n", length, kind, times);
}

static void count(size_t length) {
  size_t pool = 4096 / length;
  const struct {
    const char *kind;
    size_t times;
  } steps[] = {
      {"-", pool}, {"refills", pool}, {"refills", 17 * pool},
      {"-", 1}, {"pool", 10}, {"pool", 50}, {"-", pool - 61},
  };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    draw(length, steps[i].times);
    report(length, steps[i].kind, steps[i].times);
  }
}

int main(int argc, char **argv) {
  if (argc != 2) return 64;
  if (wellspring_start(argv[1], 60000) != WELLSPRING_OK) {
    char reason[512];
    wellspring_last_error(reason, sizeof reason);
    fprintf(stderr, "InstructionCounts: %s\n", reason);
    return EXIT_FAILURE;
  }
  count(8);
  count(32);
  return EXIT_SUCCESS;
}
