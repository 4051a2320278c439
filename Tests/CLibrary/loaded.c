/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The library as a plug-in: loaded and closed again and again by a program that is not linked with it. Its threads and
 * the destructors of the caller's threads run its code after the last dlclose, so it has to stay (NODELETE).
 *
 *     loaded LIBRARY
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <wellspring.h>

#include "check.h"

static struct {
  int (*start)(const char *, unsigned);
  int (*fill)(void *, size_t);
  void (*shutdown)(void);
  enum wellspring_state (*status)(void);
} wellspring;

/* By way of an object, since ISO C converts no object pointer to a function's. */
static bool find(void *library, const char *name, void *function) {
  void *address = dlsym(library, name);
  memcpy(function, &address, sizeof address);
  return address != NULL;
}

static pthread_barrier_t closed;

static void *draw_and_outlive(void *failed) {
  unsigned char bytes[100];
  *(int *)failed = wellspring.fill(bytes, sizeof bytes) != WELLSPRING_OK;
  pthread_barrier_wait(&closed);  /* drawn */
  pthread_barrier_wait(&closed);  /* closed */
  return NULL;
}

int main(int count, char **arguments) {
  if (count != 2) return fputs("usage: loaded LIBRARY\n", stderr), 64;
  pthread_barrier_init(&closed, NULL, 2);
  for (int i = 0; i < 100; i++) {
    pthread_t thread;
    unsigned char once[32] = {0}, again[32] = {0};
    int failed = 1;
    void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return fprintf(stderr, "%s\n", dlerror()), EXIT_FAILURE;
    CHECK(find(library, "wellspring_start", &wellspring.start) && find(library, "wellspring_fill", &wellspring.fill)
          && find(library, "wellspring_shutdown", &wellspring.shutdown)
          && find(library, "wellspring_status", &wellspring.status));
    /* Shut down in every third round: then it begins anew, else it is as it was left. */
    CHECK(wellspring.status() == (i % 3 == 0 ? WELLSPRING_STATE_NOT_STARTED : WELLSPRING_STATE_SEEDED));
    CHECK(wellspring.start(NULL, 2000) == WELLSPRING_OK);
    CHECK(wellspring.fill(once, sizeof once) == WELLSPRING_OK && wellspring.fill(again, sizeof again) == WELLSPRING_OK);
    CHECK(memcmp(once, again, sizeof once) != 0);

    CHECK(pthread_create(&thread, NULL, draw_and_outlive, &failed) == 0);
    pthread_barrier_wait(&closed);
    if (i % 3 == 2) wellspring.shutdown();
    CHECK(dlclose(library) == 0);
    pthread_barrier_wait(&closed);
    CHECK(pthread_join(thread, NULL) == 0 && failed == 0);
  }
  return conclude("loaded");
}
