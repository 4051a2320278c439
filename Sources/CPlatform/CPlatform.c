// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CPlatform.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// They know their owner: a fork in a signal handler finds out which are its own thread's, and the child's thread gives
// back nothing that it does not have.
#define NEW_LOCK PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP
static pthread_mutex_t locks[platform_lock_count] = {NEW_LOCK, NEW_LOCK, NEW_LOCK};

static uint64_t generation = 1;
static uint64_t kept_generation = 1;  // where the kernel cannot zero memory in children
uint64_t *platform_generation = &kept_generation;
bool platform_has_unfinished_fork;

struct relocked_mapping {
  struct relocked_mapping *next;
  const void *address;
  size_t length;
};
// Guarded by platform_lock_slab, which the fork handlers hold.
static struct relocked_mapping *relocked_mappings;

struct cleansed_context {
  struct cleansed_context *next;
  void *context;
  void (*cleanse)(void *);
  uint64_t generation;  // of the process that made it
};
// Guarded by platform_lock_slab as well.
static struct cleansed_context *cleansed_contexts;

// Those of the parent.
static void cleanse_contexts(void) {
  for (struct cleansed_context *entry = cleansed_contexts; entry; entry = entry->next)
    if (entry->generation != generation) entry->cleanse(entry->context);
}

// In a child, where no thread is left but this one.
static void begin_child(bool is_inside) {
  __atomic_store_n(platform_generation, ++generation, __ATOMIC_RELAXED);
  for (struct relocked_mapping *mapping = relocked_mappings; mapping; mapping = mapping->next)
    mlock(mapping->address, mapping->length);  // a refusal leaves the child's copy unlocked, as in the parent
  // What the interrupted call is at work on would be freed under it.
  if (!is_inside) cleanse_contexts();
  platform_has_unfinished_fork = is_inside;
  platform_threads_begin_child();
  // Other threads, which are not here, may have held them.
  for (int lock = 0; lock < platform_lock_count; lock++) locks[lock] = (pthread_mutex_t)NEW_LOCK;
}

void platform_finish_fork(void) {
  bool is_inside = platform_thread.in_use || platform_thread_holds_lock();
  platform_thread_will_lock();  // a handler that draws in between is refused
  if (platform_fork_generation() == 0) begin_child(is_inside);
  if (platform_has_unfinished_fork && !is_inside) {
    cleanse_contexts();
    platform_has_unfinished_fork = false;
  }
  platform_thread_has_unlocked();
}

static void before_fork(void) {
  platform_finish_fork_if_needed();
  platform_thread.forks_inside = platform_thread.in_use || platform_thread_holds_lock();
  platform_thread.fork_locks = 0;
  bool may_hold = platform_thread_holds_lock();
  platform_thread.locks_held += platform_lock_count;
  struct timespec limit = {0, 0};
  clock_gettime(CLOCK_MONOTONIC, &limit);
  limit.tv_sec += 1;
  for (int lock = 0; lock < platform_lock_count; lock++) {
    // One that the interrupted call holds fails at once (EDEADLK). A handler may also have come between its taking and
    // the note of its owner, two instructions in libc: then the wait ends by the limit.
    int error = may_hold ? pthread_mutex_clocklock(&locks[lock], CLOCK_MONOTONIC, &limit)
                         : pthread_mutex_lock(&locks[lock]);
    if (error == 0) platform_thread.fork_locks |= 1u << lock;
  }
}

static void after_fork_in_parent(void) {
  for (int lock = platform_lock_count - 1; lock >= 0; lock--)
    if (platform_thread.fork_locks & 1u << lock) pthread_mutex_unlock(&locks[lock]);
  platform_thread.locks_held -= platform_lock_count;
}

static void after_fork_in_child(void) {
  begin_child(platform_thread.forks_inside);
  platform_thread.locks_held -= platform_lock_count;
}

// Before main, so that no fork can come before the handlers.
__attribute__((constructor)) static void install_fork_handlers(void) {
  size_t length = (size_t)sysconf(_SC_PAGESIZE);
  uint64_t *word = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (word != MAP_FAILED && madvise(word, length, MADV_WIPEONFORK) == 0) {
    *word = generation;
    platform_generation = word;
  }
  if (pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) != 0) abort();
}

void platform_lock_acquire(enum platform_lock lock) {
  if (platform_fork_generation() == 0) platform_finish_fork();
  platform_thread.locks_held++;  // before the lock, so that a signal handler that comes in between sees it
  pthread_mutex_lock(&locks[lock]);
}

bool platform_lock_try(enum platform_lock lock) {
  platform_thread.locks_held++;
  if (pthread_mutex_trylock(&locks[lock]) == 0) return true;
  platform_thread.locks_held--;
  return false;
}

void platform_lock_release(enum platform_lock lock) {
  pthread_mutex_unlock(&locks[lock]);
  platform_thread.locks_held--;
}

bool platform_relock_after_fork(const void *address, size_t length) {
  struct relocked_mapping *mapping = malloc(sizeof *mapping);
  if (!mapping) return false;
  *mapping = (struct relocked_mapping){relocked_mappings, address, length};
  relocked_mappings = mapping;
  return true;
}

void platform_forget_mapping(const void *address) {
  for (struct relocked_mapping **link = &relocked_mappings; *link; link = &(*link)->next) {
    if ((*link)->address != address) continue;
    struct relocked_mapping *forgotten = *link;
    *link = forgotten->next;
    free(forgotten);
    return;
  }
}

bool platform_cleanse_in_children(void *context, void (*cleanse)(void *)) {
  struct cleansed_context *entry = malloc(sizeof *entry);
  if (!entry) return false;
  platform_lock_acquire(platform_lock_slab);
  *entry = (struct cleansed_context){cleansed_contexts, context, cleanse, generation};
  cleansed_contexts = entry;
  platform_lock_release(platform_lock_slab);
  return true;
}

void platform_forget_context(const void *context) {
  struct cleansed_context *forgotten = NULL;
  platform_lock_acquire(platform_lock_slab);
  for (struct cleansed_context **link = &cleansed_contexts; *link; link = &(*link)->next) {
    if ((*link)->context != context) continue;
    forgotten = *link;
    *link = forgotten->next;
    break;
  }
  platform_lock_release(platform_lock_slab);
  free(forgotten);
}
