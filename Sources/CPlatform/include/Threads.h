// SPDX-License-Identifier: Apache-2.0
// The thread-local of a drawing thread, and the epoch words that tell all threads at once that something has changed.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// What a thread has of its own. Only its thread writes it, except `next` and `previous`, which platform_lock_threads
// guards.
struct platform_thread {
  void *_Nullable page;            // its generators' page, NULL before the first draw; zeros in a forked child
  uint64_t in_use;                 // 1 while a draw of this thread is under way
  void *_Nullable leaf;            // its generators, for their owner
  const uint64_t *_Nullable word;  // the epoch word of the service that they belong to
  const uint64_t *_Nullable counter;  // its clone counter; not in the page, where a handler's child would find NULL
  size_t page_length;
  uint64_t list;                   // the number of the list that it is on, 0 for none
  uint64_t forks;                  // for each fork under way, the last in bit 0, whether its handler has taken the locks
  uint32_t number;                 // its own as long as it lives, 0 before it first takes a lock; see Locks.h
  unsigned locks_held;
  bool begins_child;               // whether it is at platform_begin_child
  unsigned ends;                   // how often its end has been begun: a later destructor may draw again
  struct platform_thread *_Nullable next;
  struct platform_thread *_Nullable previous;
};

// initial-exec: one load relative to the thread register, also in a library that is loaded late (96 bytes of glibc's
// surplus of static thread-local storage).
extern _Thread_local struct platform_thread platform_thread
    __attribute__((visibility("hidden"), tls_model("initial-exec")));

static inline void *_Nullable platform_thread_page(void) { return platform_thread.page; }

// Begins a draw. False when this thread is in one already: then it was interrupted by a signal handler that draws.
static inline bool platform_thread_enter(void) {
  if (__atomic_load_n(&platform_thread.in_use, __ATOMIC_RELAXED)) return false;
  __atomic_store_n(&platform_thread.in_use, 1, __ATOMIC_RELAXED);
  // Against the compiler only. Another thread that has to know whether this one is in a draw makes this processor's
  // order its own by membarrier(2).
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  return true;
}

// Has the compiler keep the order of what stands before and behind, as a signal handler of this thread sees it.
static inline void platform_signal_fence(void) { __atomic_signal_fence(__ATOMIC_SEQ_CST); }

// Ends a draw.
static inline void platform_thread_leave(void) {
  // Behind all that the draw has written, for who wipes the page of an idle thread.
  __atomic_store_n(&platform_thread.in_use, 0, __ATOMIC_RELEASE);
}

// Whether this thread holds a lock of enum platform_lock, or is about to: a signal handler must not wait for one then.
static inline bool platform_thread_holds_lock(void) { return platform_thread.locks_held != 0; }

// The same for locks that are not of that enum.
static inline void platform_thread_will_lock(void) {
  platform_thread.locks_held++;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
static inline void platform_thread_has_unlocked(void) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  platform_thread.locks_held--;
}

static inline void *_Nullable platform_thread_leaf(void) { return platform_thread.leaf; }
static inline const uint64_t *_Nullable platform_thread_word(void) { return platform_thread.word; }
static inline const uint64_t *_Nullable platform_thread_counter(void) { return platform_thread.counter; }
static inline void platform_thread_set_counter(const uint64_t *counter) { platform_thread.counter = counter; }

// The value of an epoch word that has been latched: no generator ever carries it.
static const uint64_t platform_epoch_latched = UINT64_MAX;

// The present value; plain load.
static inline uint64_t platform_epoch_value(const uint64_t *word) {
  return __atomic_load_n(word, __ATOMIC_RELAXED);
}

// The word of the service that the C functions draw from; a latched one before it was set.
extern const uint64_t *platform_process_word __attribute__((visibility("hidden")));
static inline const uint64_t *platform_process_epoch(void) {
  return __atomic_load_n(&platform_process_word, __ATOMIC_RELAXED);
}
void platform_process_epoch_set(const uint64_t *_Nullable word);

// A new word with a value that no word of this process has or had; 0 is never one. NULL when there is no memory.
uint64_t *_Nullable platform_epoch_make(void);

// Gives the word a new value that no word has or had, unless it is latched.
void platform_epoch_advance(uint64_t *word);

// Latches the word for good: whoever compares it after this call has returned finds it latched. Then wipes the pages that
// belong to it, except those of threads that are in a draw. Where the kernel has no membarrier(2) nothing is wiped, since
// nobody could tell who is in a draw.
void platform_epoch_latch(uint64_t *word);

// Has all words latched when the process ends by exit(3) or a return from main. Call it when libcrypto is in use already:
// handlers run in the opposite order, and no draw may meet a libcrypto that has cleaned up. Later calls do nothing; false
// when there is no memory to remember it.
bool platform_latch_at_exit(void);

// Waits for the end when another thread is ending the process, ten seconds at most: for a draw that cannot fail.
void platform_wait_for_exit(void);

// Latches a word that no service has any more, and keeps it for another one.
void platform_epoch_free(uint64_t *word);

// Makes this thread known, with its page and what owns it. `at_exit` is called with the leaf when the thread ends,
// on that thread; platform_thread_leaf() is NULL then. False when there is no memory.
bool platform_thread_begin(void *page, size_t page_length, void *leaf, void (*at_exit)(void *));

// Says whose the page is from now on; waits for a latch that is at work.
void platform_thread_bind(const uint64_t *_Nullable word);

// In a forked child, when it is begun: no thread of the parent but this one is left, and its page is dead.
void platform_threads_begin_child(void);

// Forgets all threads; those that draw make themselves known again.
void platform_threads_forget(void);

// The number of the present list of threads.
extern uint64_t platform_thread_list __attribute__((visibility("hidden")));

// Makes this thread known again, if it was before a fork.
void platform_thread_list_again(void);
static inline void platform_thread_list_again_if_needed(void) {
  if (platform_thread.leaf && platform_thread.list != __atomic_load_n(&platform_thread_list, __ATOMIC_RELAXED))
    platform_thread_list_again();
}

#pragma clang assume_nonnull end
