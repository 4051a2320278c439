// SPDX-License-Identifier: Apache-2.0
// What a forked child has to do, and how everybody finds out that this is one.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Counts the forks between the first process and this one: 1 in the first, more in every descendant. 0 in a child that was
// made without the fork handlers, by _Fork(3) or a bare system call, until its first call of what is below; and the
// largest number while one of its threads is at that.
extern uint64_t *platform_generation __attribute__((visibility("hidden")));
static inline uint64_t platform_fork_generation(void) {
  return __atomic_load_n(platform_generation, __ATOMIC_ACQUIRE);
}

// Whether this is the number of a process that has begun.
static inline bool platform_is_generation(uint64_t generation) { return generation + 1 > 1; }

// The thread that has left something undone in a child, since it was in a call of ours when a signal handler forked.
struct platform_thread;
extern struct platform_thread *_Nullable platform_unfinished_thread __attribute__((visibility("hidden")));

// What the fork handlers do in a child, where they were not called. One thread does it, others wait for it.
void platform_begin_child(void);
static inline void platform_begin_child_if_needed(void) {
  if (!platform_is_generation(platform_fork_generation())) platform_begin_child();
}

// The same, and what must wait until the interrupted call is over, such as cleansing cipher contexts.
void platform_finish_fork(void);
void platform_finish_fork_if_needed(void);

// Adds a mapping to those that the child locks into memory again after a fork; mlock(2) is not inherited. Call with
// platform_lock_slab held. False when there is no memory to remember it; the child then runs with it unlocked.
bool platform_relock_after_fork(const void *mapping, size_t length);

// Takes a mapping, known by its address, out of that list again; call with platform_lock_slab held.
void platform_forget_mapping(const void *_Nullable mapping);

// Has `cleanse` called on `context` in every forked child, at once or by platform_finish_fork: for key schedules, which live
// in memory that is not ours and that a fork does not wipe. False when there is no memory to remember it.
bool platform_cleanse_in_children(void *context, void (*cleanse)(void *));

// Takes a context out of that list again.
void platform_forget_context(const void *context);

#pragma clang assume_nonnull end
