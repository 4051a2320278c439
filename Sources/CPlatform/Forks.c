// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CPlatform.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint64_t generation = 1;
static uint64_t kept_generation = 1;  // where the kernel cannot zero memory in children
uint64_t *platform_generation = &kept_generation;
struct platform_thread *platform_unfinished_thread;

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

// In the word of the generation while a thread begins a child.
static const uint64_t beginning = UINT64_MAX;

// Those of the parent.
static void cleanse_contexts(void) {
  for (struct cleansed_context *entry = cleansed_contexts; entry; entry = entry->next)
    if (entry->generation != generation) entry->cleanse(entry->context);
}

static void begin_child(bool is_inside) {
  // By one instruction: what a handler that forks in between has counted would be counted again.
  uint64_t next = __atomic_add_fetch(&generation, 1, __ATOMIC_RELAXED);
  for (struct relocked_mapping *mapping = relocked_mappings; mapping; mapping = mapping->next)
    mlock(mapping->address, mapping->length);  // a refusal leaves the child's copy unlocked, as in the parent
  // What the interrupted call is at work on would be freed under it.
  if (!is_inside) cleanse_contexts();
  __atomic_store_n(&platform_unfinished_thread, is_inside ? &platform_thread : NULL, __ATOMIC_RELAXED);
  platform_threads_begin_child();
  // Not in the child of a handler that has interrupted this and forked: it has had a beginning of its own.
  uint64_t seen = beginning;
  __atomic_compare_exchange_n(platform_generation, &seen, next, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

static bool is_inside_call(void) { return platform_thread.in_use || platform_thread_holds_lock(); }

static void begin_child_once(bool is_inside) {
  const struct timespec unit = {0, 100 * 1000};
  int kept = errno;
  bool was_at_it = platform_thread.begins_child;  // when a handler that has interrupted it forks
  // Before the exchange: what a handler interrupts goes on when the handler is through.
  platform_thread.begins_child = true;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  uint64_t seen = 0;
  bool is_first =
      __atomic_compare_exchange_n(platform_generation, &seen, beginning, false, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE);
  if (is_first) begin_child(is_inside);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  platform_thread.begins_child = was_at_it;
  while (!is_first && seen == beginning && !was_at_it) {
    nanosleep(&unit, NULL);
    seen = platform_fork_generation();
  }
  errno = kept;
}

void platform_begin_child(void) { begin_child_once(true); }

static bool is_unfinished(void) {
  return __atomic_load_n(&platform_unfinished_thread, __ATOMIC_RELAXED) == &platform_thread;
}

void platform_finish_fork_if_needed(void) {
  if (!platform_is_generation(platform_fork_generation()) || is_unfinished()) platform_finish_fork();
}

void platform_finish_fork(void) {
  bool is_inside = is_inside_call();
  platform_thread_will_lock();  // a handler that draws in between is refused
  if (!platform_is_generation(platform_fork_generation())) begin_child_once(is_inside);
  if (!is_inside && is_unfinished()) {
    __atomic_store_n(&platform_unfinished_thread, NULL, __ATOMIC_RELAXED);
    platform_lock_acquire(platform_lock_slab);
    cleanse_contexts();
    platform_lock_release(platform_lock_slab);
    // The interrupted call may have put a thread of the parent at its head.
    platform_threads_forget();
  }
  platform_thread_has_unlocked();
}

// A fork of a signal handler that has interrupted the holder of a lock takes none: others may wait for that one while they
// hold what the fork would wait for. The child then finds abandoned what they held.
static void before_fork(void) {
  platform_finish_fork_if_needed();
  bool takes_locks = !platform_thread_holds_lock();
  // One handler may interrupt the fork of another: a bit for each.
  platform_thread.forks = platform_thread.forks << 1 | takes_locks;
  for (int lock = 0; takes_locks && lock < platform_lock_count; lock++) platform_lock_acquire(lock);
}

static void after_fork(void) {
  bool has_locks = platform_thread.forks & 1;
  platform_thread.forks >>= 1;
  for (int lock = platform_lock_count - 1; has_locks && lock >= 0; lock--) platform_lock_release(lock);
}

static void after_fork_in_child(void) {
  after_fork();
  // Where the kernel has, a handler that came before this one may have begun the child.
  if (platform_generation == &kept_generation) __atomic_store_n(platform_generation, 0, __ATOMIC_RELAXED);
  platform_finish_fork();
}

// Before main, so that no fork can come before the handlers.
__attribute__((constructor)) static void install_fork_handlers(void) {
  size_t length = (size_t)sysconf(_SC_PAGESIZE);
  uint64_t *word = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  // An emulator that accepts any advice would accept this one too: then its yes means nothing.
  if (word != MAP_FAILED && madvise(word, length, -1) != 0 && madvise(word, length, MADV_WIPEONFORK) == 0) {
    *word = generation;
    platform_generation = word;
  }
  if (pthread_atfork(before_fork, after_fork, after_fork_in_child) != 0) abort();
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
