// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CPlatform.h"

#include <linux/membarrier.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

_Thread_local struct platform_thread platform_thread;

// All of these are guarded by platform_lock_threads, which the fork handlers hold.
static struct platform_thread *threads;
struct epoch_word {
  uint64_t value;
  struct epoch_word *next;
  bool is_free;  // waits for another service: a word is never given back, since whoever has its address may still read it
} __attribute__((aligned(64)));  // a cache line of its own: it is read at every draw and hardly ever written
static struct epoch_word *words;
static uint64_t last_value;

static const uint64_t no_service = UINT64_MAX;
const uint64_t *platform_process_word = &no_service;

void platform_process_epoch_set(const uint64_t *word) {
  __atomic_store_n(&platform_process_word, word ? word : &no_service, __ATOMIC_RELEASE);
}

// Whether the kernel can make every running thread of this process pass a full barrier.
static bool all_threads_pass_a_barrier(void) {
  if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0) return true;
  return syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0 &&
         syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0;
}

// Early, since with one thread it costs nothing.
__attribute__((constructor)) static void register_for_barriers(void) {
  syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
}

static struct platform_thread *exiting_thread;

uint64_t *platform_epoch_make(void) {
  platform_lock_acquire(platform_lock_threads);
  struct epoch_word *word = words;
  while (word && !word->is_free) word = word->next;
  if (!word) {
    word = aligned_alloc(_Alignof(struct epoch_word), sizeof *word);
    if (word) {
      *word = (struct epoch_word){.next = words};
      words = word;
    }
  }
  if (word) {
    word->is_free = false;
    bool is_late = __atomic_load_n(&exiting_thread, __ATOMIC_ACQUIRE) != NULL;
    __atomic_store_n(&word->value, is_late ? platform_epoch_latched : ++last_value, __ATOMIC_RELEASE);
  }
  platform_lock_release(platform_lock_threads);
  return word ? &word->value : NULL;
}

void platform_epoch_advance(uint64_t *word) {
  platform_lock_acquire(platform_lock_threads);
  if (platform_epoch_value(word) != platform_epoch_latched)
    __atomic_store_n(word, ++last_value, __ATOMIC_RELEASE);
  platform_lock_release(platform_lock_threads);
}

void platform_epoch_free(uint64_t *word) {
  platform_lock_acquire(platform_lock_threads);
  __atomic_store_n(word, platform_epoch_latched, __ATOMIC_RELEASE);
  ((struct epoch_word *)word)->is_free = true;  // its first member
  platform_lock_release(platform_lock_threads);
}

// Waits until a thread is in no draw, as long as there is patience: 100 us a unit.
static bool is_idle(const struct platform_thread *thread, int *patience) {
  const struct timespec unit = {0, 100 * 1000};
  while (__atomic_load_n(&thread->in_use, __ATOMIC_ACQUIRE)) {
    if (thread == &platform_thread || --*patience < 0) return false;
    nanosleep(&unit, NULL);
  }
  return true;
}

// With platform_lock_threads held, after the latch: a thread whose flag is clear behind the barrier has seen the latch,
// or will before it touches its page. A draw takes microseconds; one that waits for its seed is not waited for.
static void wipe_idle_pages(const uint64_t *word) {
  int patience = 100;  // 10 ms for all together
  if (!threads || !all_threads_pass_a_barrier()) return;
  for (struct platform_thread *thread = threads; thread; thread = thread->next)
    if ((!word || thread->word == word) && thread->page && is_idle(thread, &patience))
      explicit_bzero(thread->page, thread->page_length);
}

void platform_epoch_latch(uint64_t *word) {
  platform_lock_acquire(platform_lock_threads);
  __atomic_store_n(word, platform_epoch_latched, __ATOMIC_SEQ_CST);
  wipe_idle_pages(word);
  platform_lock_release(platform_lock_threads);
}

// What a signal handler that calls exit(3) has interrupted may be at work on the lists; then there is nothing that could
// be done safely. Another thread that is has soon done.
static void latch_all(void) {
  const struct timespec unit = {0, 100 * 1000};
  __atomic_store_n(&exiting_thread, &platform_thread, __ATOMIC_RELEASE);
  if (platform_thread.locks_held) return;
  for (int patience = 100; !platform_lock_try(platform_lock_threads); nanosleep(&unit, NULL))
    if (--patience < 0) return;
  for (struct epoch_word *word = words; word; word = word->next)
    __atomic_store_n(&word->value, platform_epoch_latched, __ATOMIC_SEQ_CST);
  wipe_idle_pages(NULL);
  platform_lock_release(platform_lock_threads);
}

bool platform_latch_at_exit(void) {
  static bool is_registered;
  platform_lock_acquire(platform_lock_threads);
  if (!is_registered) is_registered = atexit(latch_all) == 0;
  platform_lock_release(platform_lock_threads);
  return is_registered;
}

void platform_wait_for_exit(void) {
  const struct timespec patience = {10, 0};
  struct platform_thread *thread = __atomic_load_n(&exiting_thread, __ATOMIC_ACQUIRE);
  // It may wait for this thread in a handler of its own.
  if (thread && thread != &platform_thread) nanosleep(&patience, NULL);
}

// MARK: threads

static pthread_key_t key;
static bool has_key;
static void (*end_of_leaf)(void *);

uint64_t platform_thread_list = 1;

// These two with platform_lock_threads held.
static void link_thread(void) {
  platform_thread.previous = NULL;
  platform_thread.next = threads;
  if (threads) threads->previous = &platform_thread;
  threads = &platform_thread;
  platform_thread.list = platform_thread_list;
}

static void unlink_thread(void) {
  if (platform_thread.list != platform_thread_list) return;
  if (platform_thread.previous) platform_thread.previous->next = platform_thread.next;
  else threads = platform_thread.next;
  if (platform_thread.next) platform_thread.next->previous = platform_thread.previous;
}

static void end_thread(void *leaf) {
  platform_lock_acquire(platform_lock_threads);
  unlink_thread();
  platform_thread = (struct platform_thread){
      .in_use = 1,
      .number = platform_thread.number,
      .locks_held = platform_thread.locks_held,
      .ends = platform_thread.ends + 1};
  void (*end)(void *) = end_of_leaf;
  platform_lock_release(platform_lock_threads);
  end(leaf);
  platform_thread_leave();
}

bool platform_thread_begin(void *page, size_t page_length, void *leaf, void (*at_exit)(void *)) {
  bool is_known = false;
  // After its last round of destructors (PTHREAD_DESTRUCTOR_ITERATIONS) ours would not be called again.
  if (platform_thread.ends >= 3) return false;
  platform_lock_acquire(platform_lock_threads);
  end_of_leaf = at_exit;
  if (!has_key) has_key = pthread_key_create(&key, end_thread) == 0;
  // A later destructor of this thread may draw again; glibc calls ours once more then.
  if (has_key && pthread_setspecific(key, leaf) == 0) {
    platform_thread.page = page;
    platform_thread.page_length = page_length;
    platform_thread.leaf = leaf;
    platform_thread.word = NULL;
    link_thread();
    is_known = true;
  }
  platform_lock_release(platform_lock_threads);
  return is_known;
}

void platform_thread_bind(const uint64_t *word) {
  platform_lock_acquire(platform_lock_threads);
  platform_thread.word = word;
  platform_lock_release(platform_lock_threads);
}

void platform_thread_list_again(void) {
  platform_lock_acquire(platform_lock_threads);
  if (platform_thread.list != platform_thread_list) link_thread();
  platform_lock_release(platform_lock_threads);
}

// With platform_lock_threads held, or where no other thread is.
static void forget_threads(void) {
  threads = NULL;
  __atomic_store_n(&platform_thread_list, platform_thread_list + 1, __ATOMIC_RELAXED);
}

void platform_threads_forget(void) {
  platform_lock_acquire(platform_lock_threads);
  forget_threads();
  platform_lock_release(platform_lock_threads);
}

void platform_threads_begin_child(void) {
  exiting_thread = NULL;
  // The stacks of the other threads, where their thread-locals lie, may be used again in the child.
  forget_threads();
  // Where the kernel did not wipe the page, it must not be taken for alive all the same.
  if (platform_thread.page) explicit_bzero(platform_thread.page, platform_thread.page_length);
}
