// SPDX-License-Identifier: Apache-2.0
// Locks that a forked child can use however it was made: by fork(3), by _Fork(3), or by a signal handler in the middle of
// a call of ours.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// A lock; zeros are a free one.
//
// One word says who holds it and in which process, so it is taken and given back by one instruction each, and a signal
// handler finds it in one of the two states. What a word of the parent says means nothing in a child: there it is free, and
// who takes it learns that it was abandoned, as by a robust mutex of POSIX.
struct platform_mutex {
  // The lower half: twice the number of the thread that holds it, and one more when others wait; 0 when it is free. The
  // upper half: the lower half of the generation of the process.
  uint64_t word;
  // The generation of the process in which it was last found abandoned, 0 for never; guarded by the lock itself. What it
  // guards may be in the middle of a change, unless it was made anew since.
  uint64_t abandoned_in;
};

// Waits for the lock. Must not be called by a thread that holds it.
void platform_mutex_acquire(struct platform_mutex *mutex);
// Takes the lock if it is free.
bool platform_mutex_try(struct platform_mutex *mutex);
// Gives it back; nothing where a fork has taken it from this thread and another one has it now.
void platform_mutex_release(struct platform_mutex *mutex);

// The locks that fork(3) takes, in the order of this enum, so that no other thread is inside when the child is made.
enum platform_lock {
  platform_lock_root = 0,     // the root generator and all that seeding touches
  platform_lock_threads = 1,  // the list of threads that draw, and that of epoch words; see Threads.h
  platform_lock_slab = 2,     // the allocator of secret memory; may be taken while one of the others is held
  platform_lock_count
};

struct platform_mutex *platform_lock_mutex(enum platform_lock lock);

static inline void platform_lock_acquire(enum platform_lock lock) {
  platform_mutex_acquire(platform_lock_mutex(lock));
}
static inline bool platform_lock_try(enum platform_lock lock) {
  return platform_mutex_try(platform_lock_mutex(lock));
}
static inline void platform_lock_release(enum platform_lock lock) {
  platform_mutex_release(platform_lock_mutex(lock));
}

#pragma clang assume_nonnull end
