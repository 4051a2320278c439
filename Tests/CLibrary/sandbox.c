/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the library says when a sandbox takes getrandom(2) from a program that has started: degraded when a reseed is due
 * and cannot be made, then stopped, and no byte after that.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <wellspring.h>

#include "check.h"

/* For every thread of the process, those of the library's sources included. */
static bool forbid_getrandom(void) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
      && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

static void *draw(void *result) {
  unsigned char bytes[16];
  memset(bytes, 0xa5, sizeof bytes);
  *(int *)result = wellspring_fill(bytes, sizeof bytes);
  if (*(int *)result != WELLSPRING_OK && !is_zero(bytes, sizeof bytes)) *(int *)result = -1;
  return NULL;
}

/* In a thread of its own, which takes a seed from the root: one request of the root for each. */
static int draw_in_new_thread(void) {
  pthread_t thread;
  int result = -1;
  CHECK(pthread_create(&thread, NULL, draw, &result) == 0 && pthread_join(thread, NULL) == 0);
  return result;
}

int main(void) {
  char directory[] = "/tmp/wellspring-sandbox-XXXXXX";
  if (mkdtemp(directory) == NULL || chdir(directory) != 0) return perror(directory), EXIT_FAILURE;
  FILE *file = fopen("sandbox.json", "w");
  /* A reseed is due after each request of the root; at twice that it stops. No other source. */
  if (file == NULL
      || fputs("{ \"deadline_milliseconds\": 200, \"reseed\": { \"requests\": 1 }, \"clones\": \"never-cloned\","
               " \"sources\": { \"getrandom\": { \"kind\": \"operating-system\" } } }", file) < 0
      || fclose(file) != 0)
    return perror(directory), EXIT_FAILURE;

  CHECK(wellspring_start("sandbox.json", 2000) == WELLSPRING_OK);
  for (int i = 0; i < 5; i++) CHECK(draw_in_new_thread() == WELLSPRING_OK);
  CHECK(wellspring_status() == WELLSPRING_STATE_SEEDED);
  if (!forbid_getrandom()) return perror("seccomp"), EXIT_FAILURE;

  CHECK(draw_in_new_thread() == WELLSPRING_OK);
  CHECK(wellspring_status() == WELLSPRING_STATE_DEGRADED);
  for (int i = 0; i < 5; i++) CHECK(draw_in_new_thread() == WELLSPRING_STOPPED);
  CHECK(wellspring_status() == WELLSPRING_STATE_STOPPED);

  unlink("sandbox.json");
  rmdir(directory);
  return conclude("sandbox");
}
