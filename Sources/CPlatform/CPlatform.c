// SPDX-License-Identifier: Apache-2.0
#include "CPlatform.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t locks[platform_lock_count] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
uint64_t platform_forks;

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
};
// Guarded by platform_lock_slab as well.
static struct cleansed_context *cleansed_contexts;

static void before_fork(void) {
  platform_thread.locks_held += platform_lock_count;
  for (int lock = 0; lock < platform_lock_count; lock++) pthread_mutex_lock(&locks[lock]);
}

static void after_fork_in_parent(void) {
  for (int lock = platform_lock_count - 1; lock >= 0; lock--) pthread_mutex_unlock(&locks[lock]);
  platform_thread.locks_held -= platform_lock_count;
}

static void after_fork_in_child(void) {
  __atomic_store_n(&platform_forks, platform_forks + 1, __ATOMIC_RELAXED);
  for (struct relocked_mapping *mapping = relocked_mappings; mapping; mapping = mapping->next)
    mlock(mapping->address, mapping->length);  // a refusal leaves the child's copy unlocked, as in the parent
  for (struct cleansed_context *entry = cleansed_contexts; entry; entry = entry->next)
    entry->cleanse(entry->context);
  platform_threads_begin_child();
  // The thread that forked owned them in the parent; in the child that owner has another thread id.
  for (int lock = 0; lock < platform_lock_count; lock++) pthread_mutex_init(&locks[lock], NULL);
  platform_thread.locks_held -= platform_lock_count;
}

// Before main, so that no fork can come before the handlers.
__attribute__((constructor)) static void install_fork_handlers(void) {
  if (pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) != 0) abort();
}

void platform_lock_acquire(enum platform_lock lock) {
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
  *entry = (struct cleansed_context){cleansed_contexts, context, cleanse};
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
