// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "Spawn.h"

#include <errno.h>
#include <limits.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

// Nothing of our environment, which may hold secrets; Swift's backtracer would print memory.
static char *_Nullable const environment[] = {"PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no", NULL};

int platform_spawn_alone(const char *path, char *_Nullable const *_Nonnull arguments, int output, pid_t *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  // Our threads may block signals, and our handlers are not the new program's.
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int result = posix_spawn_file_actions_init(&actions);
  if (result != 0) return result;
  result = posix_spawnattr_init(&attributes);
  if (result == 0) {
    if ((result = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)) == 0 &&
        (result = posix_spawn_file_actions_adddup2(&actions, output, 1)) == 0 &&
        (result = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)) == 0 &&
        (result = posix_spawn_file_actions_addclosefrom_np(&actions, 3)) == 0 &&
        (result = posix_spawnattr_setsigmask(&attributes, &none)) == 0 &&
        (result = posix_spawnattr_setsigdefault(&attributes, &all)) == 0 &&
        (result = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) == 0)
      result = posix_spawn(process, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

int platform_pipe(int *ends) {
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return errno;
  // The writer waits for the reader when the pipe is full; only the reader never waits.
  fcntl(ends[1], F_SETFL, 0);
  return 0;
}

static void *reap(void *process) {
  while (waitpid((pid_t)(intptr_t)process, NULL, 0) < 0 && errno == EINTR) {
  }
  return NULL;
}

void platform_reap(pid_t process) {
  const pid_t ended = waitpid(process, NULL, WNOHANG);
  if (ended != 0) return;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN + 16384);
  // Handlers run in the application's threads.
  sigset_t all, previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  pthread_t thread;
  pthread_create(&thread, &attributes, reap, (void *)(intptr_t)process);
  pthread_sigmask(SIG_SETMASK, &previous, NULL);
  pthread_attr_destroy(&attributes);
}

extern char **environ;

int platform_spawn_group(const char *path, char *_Nullable const *_Nonnull arguments, int output, pid_t *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int result = posix_spawn_file_actions_init(&actions);
  if (result != 0) return result;
  result = posix_spawnattr_init(&attributes);
  if (result == 0) {
    const short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if ((result = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)) == 0 &&
        (result = output >= 0 ? posix_spawn_file_actions_adddup2(&actions, output, 1)
                              : posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)) == 0 &&
        (result = posix_spawn_file_actions_addclosefrom_np(&actions, 3)) == 0 &&
        (result = posix_spawnattr_setpgroup(&attributes, 0)) == 0 &&
        (result = posix_spawnattr_setsigmask(&attributes, &none)) == 0 &&
        (result = posix_spawnattr_setsigdefault(&attributes, &all)) == 0 &&
        (result = posix_spawnattr_setflags(&attributes, flags)) == 0)
      result = posix_spawn(process, path, &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

static volatile pid_t watched_group;

static void end_group(int signal_number) {
  const pid_t group = watched_group;
  if (group > 0) kill(-group, SIGKILL);
  // Once more, as if there were no handler.
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void platform_end_group_with_us(pid_t group) {
  watched_group = group;
  const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction action = {.sa_handler = end_group, .sa_flags = SA_RESTART};
  struct sigaction previous;
  for (size_t index = 0; index < sizeof signals / sizeof *signals; index++)
    // What is ignored, as nohup(1) does, stays so.
    if (sigaction(signals[index], NULL, &previous) == 0 && previous.sa_handler != SIG_IGN)
      sigaction(signals[index], &action, NULL);
}
