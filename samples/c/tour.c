/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random bytes, a key and a nonce from Wellspring, and what to do when a call fails. After script/install:
 *
 *     cc -o tour tour.c $(pkg-config --cflags --libs wellspring)
 *     ./tour
 */
#define _DEFAULT_SOURCE /* explicit_bzero, fork */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wellspring.h>

/* Ends the program when a call has failed, with the library's own sentence: values, and what to do. */
static void must(int result) {
  char reason[512];
  if (result == WELLSPRING_OK) return;
  wellspring_last_error(reason, sizeof reason);
  fprintf(stderr, "tour: %s\n", reason);
  exit(EXIT_FAILURE);
}

/* Bytes that are no secret: identifiers, salts, the seed of a hash table. The fastest call. */
static void print_random_bytes(const char *who) {
  unsigned char bytes[32];
  must(wellspring_fill(bytes, sizeof bytes));
  printf("%s: ", who);
  for (size_t i = 0; i < sizeof bytes; i++) printf("%02x", bytes[i]);
  putchar('\n');
}

int main(void) {
  unsigned char key[32], nonce[12];
  int result, status;
  pid_t child;

  /* Before there is a secret: no core dump, no debugger of the same user. */
  wellspring_harden_process();

  /* With the built-in configuration, seeded within two seconds or not at all. From here on any thread may draw. */
  must(wellspring_start(NULL, 2000));
  if (wellspring_status() != WELLSPRING_STATE_SEEDED) fputs("tour: something is wrong with the sources\n", stderr);

  print_random_bytes("parent");

  /* A key. Where the machine has an assessed source, with entropy collected after the call began. */
  result = wellspring_prediction_resistant_bytes(key, sizeof key);
  if (result == WELLSPRING_PREDICTION_RESISTANCE_UNAVAILABLE) {
    /* The key is all zeros now. To go on without is for the program to decide; the library never does. */
    printf("%s\n", wellspring_error_text(result));
    result = wellspring_secret_bytes(key, sizeof key);
  }
  must(result);
  /* A nonce goes over the wire; it comes from a generator that makes no keys. */
  must(wellspring_nonce(nonce));
  printf("key of %zu bytes, nonce of %zu\n", sizeof key, sizeof nonce);
  explicit_bzero(key, sizeof key);

  /* A child seeds itself at its first call: nothing to do, and it never gives what its parent gives. */
  fflush(stdout);
  child = fork();
  if (child == 0) {
    print_random_bytes("child");
    return EXIT_SUCCESS;
  }
  if (child == -1 || waitpid(child, &status, 0) == -1 || status != 0) return EXIT_FAILURE;

  /* Not needed at the end of a program, which wipes by itself what the library holds. */
  wellspring_shutdown();
  return EXIT_SUCCESS;
}
