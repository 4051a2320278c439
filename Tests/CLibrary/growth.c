/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uses everything again and again, and prints what the process then holds. script/test compares runs of different length,
 * also under valgrind, which adds the heap.
 *
 *     growth CYCLES DRAWS     CYCLES from start to shutdown, each with DRAWS of each kind, in two threads
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <pthread.h>
#include <unistd.h>
#include <wellspring.h>

#include "check.h"

static void *draw(void *count) {
  static _Thread_local unsigned char buffer[2000];
  int failed = 0;
  for (int i = 0; i < *(int *)count; i++) {
    failed += wellspring_fill(buffer, 100) != WELLSPRING_OK;
    failed += wellspring_fill(buffer, sizeof buffer) != WELLSPRING_OK;
    failed += wellspring_secret_bytes(buffer, 32) != WELLSPRING_OK;
    failed += wellspring_nonce(buffer) != WELLSPRING_OK;
    failed += wellspring_fill(NULL, 1) != WELLSPRING_INVALID_ARGUMENT;
    failed += wellspring_status() != WELLSPRING_STATE_SEEDED;
    failed += wellspring_last_error((char *)buffer, sizeof buffer) == 0;
    if (i % 100 == 0) failed += wellspring_status_json((char *)buffer, sizeof buffer) == 0;
  }
  return failed == 0 ? count : NULL;
}

static int entries(const char *directory) {
  int count = 0;
  DIR *stream = opendir(directory);
  if (stream == NULL) perror(directory), exit(EXIT_FAILURE);
  while (readdir(stream) != NULL) count++;
  closedir(stream);
  return count - 2; /* "." and ".." */
}

/* What /proc/self/status says in its line of this name. */
static void print_line(const char *name) {
  char line[256];
  FILE *file = fopen("/proc/self/status", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, name, strlen(name)) == 0) fputs(line, stdout);
  fclose(file);
}

int main(int count, char **arguments) {
  if (count != 3) return fputs("usage: growth CYCLES DRAWS\n", stderr), 64;
  int cycles = atoi(arguments[1]), draws = atoi(arguments[2]);
  for (int i = 0; i < cycles; i++) {
    pthread_t thread;
    void *result = NULL;
    CHECK(wellspring_start("missing.json", 2000) == WELLSPRING_INVALID_CONFIGURATION);
    CHECK(wellspring_start(NULL, 2000) == WELLSPRING_OK);
    CHECK(pthread_create(&thread, NULL, draw, &draws) == 0);
    CHECK(draw(&draws) != NULL);
    CHECK(pthread_join(thread, &result) == 0 && result != NULL);
    wellspring_shutdown();
    /* The library's own threads end by themselves, when what they wait for has come. */
    while (entries("/proc/self/task") > 1) usleep(1000);
  }
  printf("descriptors: %d\n", entries("/proc/self/fd"));
  print_line("VmLck");
  print_line("VmData");
  return conclude("growth");
}
