// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CPlatform.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct platform_mutex locks[platform_lock_count];

struct platform_mutex *platform_lock_mutex(enum platform_lock lock) { return &locks[lock]; }

// What this thread's owner word is: even, and no other living thread's. 2^31 threads may come and go before a number
// comes again.
static uint32_t owner(void) {
  static uint32_t last;
  while (platform_thread.number == 0)
    platform_thread.number = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED) & UINT32_MAX >> 1;
  return platform_thread.number << 1;
}

static const uint32_t has_waiters = 1;

static void futex(struct platform_mutex *mutex, int operation, uint32_t value, const struct timespec *limit) {
  // The lower half.
  uint32_t *word = (uint32_t *)&mutex->word + (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
  int kept = errno;  // that a wait has ended early concerns nobody
  syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, limit, NULL, 0);
  errno = kept;
}

// Takes it if `seen` says that it is free, or held in another process than this one, of the given generation.
static bool take(struct platform_mutex *mutex, uint64_t seen, uint32_t waiters, uint64_t generation) {
  if (!platform_is_generation(generation)) return false;  // a child that has not begun: nobody could tell who abandoned what
  bool is_held = (uint32_t)seen != 0;
  if (is_held && (uint32_t)(seen >> 32) == (uint32_t)generation) return false;
  uint64_t taken = generation << 32 | owner() | waiters;
  if (!__atomic_compare_exchange_n(&mutex->word, &seen, taken, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return false;
  if (is_held) mutex->abandoned_in = generation;
  // A handler may have forked since the generation was read; the child would find the lock free.
  if (generation == platform_fork_generation()) return true;
  // Not what another thread of the child may have taken since.
  __atomic_compare_exchange_n(&mutex->word, &taken, 0, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
  return false;
}

void platform_mutex_acquire(struct platform_mutex *mutex) {
  // In slices: in the child of a handler that has interrupted the wait nobody would end it.
  const struct timespec slice = {0, 20 * 1000 * 1000};
  platform_finish_fork_if_needed();
  platform_thread_will_lock();  // before the lock, so that a signal handler that comes in between sees it
  for (uint32_t waiters = 0;;) {
    platform_begin_child_if_needed();
    uint64_t generation = platform_fork_generation();
    uint64_t seen = __atomic_load_n(&mutex->word, __ATOMIC_RELAXED);
    if (take(mutex, seen, waiters, generation)) return;
    seen = __atomic_load_n(&mutex->word, __ATOMIC_RELAXED);
    if ((uint32_t)seen == 0 || (uint32_t)(seen >> 32) != (uint32_t)platform_fork_generation()) continue;
    if (!(seen & has_waiters) && !__atomic_compare_exchange_n(&mutex->word, &seen, seen | has_waiters, false,
                                                              __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      continue;
    futex(mutex, FUTEX_WAIT, (uint32_t)seen | has_waiters, &slice);
    // Others may wait still.
    waiters = has_waiters;
  }
}

bool platform_mutex_try(struct platform_mutex *mutex) {
  platform_finish_fork_if_needed();
  platform_thread_will_lock();
  if (take(mutex, __atomic_load_n(&mutex->word, __ATOMIC_RELAXED), 0, platform_fork_generation())) return true;
  platform_thread_has_unlocked();
  return false;
}

void platform_mutex_release(struct platform_mutex *mutex) {
  uint64_t seen = __atomic_load_n(&mutex->word, __ATOMIC_RELAXED);
  while (((uint32_t)seen & ~has_waiters) == owner() &&
         !__atomic_compare_exchange_n(&mutex->word, &seen, 0, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
    ;
  if (((uint32_t)seen & ~has_waiters) == owner() && seen & has_waiters) futex(mutex, FUTEX_WAKE, 1, NULL);
  platform_thread_has_unlocked();
}
