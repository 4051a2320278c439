// SPDX-License-Identifier: Apache-2.0
// What Swift on Linux cannot say: calls that the Glibc module does not carry, and state that must be
// reachable from fork handlers, where no Swift runtime call is allowed.
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/types.h>

#include "FreshRandomness.h"
#include "Threads.h"

#pragma clang assume_nonnull begin

// getrandom(2): the count of bytes written, or -errno.
static inline ssize_t platform_getrandom(void *buffer, size_t count, unsigned flags) {
  ssize_t got = getrandom(buffer, count, flags);
  return got < 0 ? -(ssize_t)errno : got;
}

// Overwrites memory with zeros where no optimizer can drop it: as explicit_bzero(3), but compiled into its caller, which
// matters for a request that wipes five times.
static inline void platform_wipe(void *memory, size_t count) {
  __builtin_memset(memory, 0, count);
  __asm__ volatile("" : : "r"(memory) : "memory");
}

// eventfd(2): a non-blocking event counter that is closed on exec, or -errno.
static inline int platform_eventfd(void) {
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

// prctl(2) is variadic and thus not imported by Swift. 0, or errno.
static inline int platform_forbid_core_dumps_and_ptrace(void) {
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : errno;
}

// Locks that stay usable across fork(2): the fork handlers take all of them, in the order of this enum, before the
// fork, so that no other thread is inside when the child is made. The child gets fresh ones. A signal handler that forks
// in the middle of a call of ours leaves out what its own thread holds.
enum platform_lock {
  platform_lock_root = 0,     // the root generator and all that seeding touches
  platform_lock_threads = 1,  // the list of threads that draw, and that of epoch words; see Threads.h
  platform_lock_slab = 2,     // the allocator of secret memory; may be taken while one of the others is held
  platform_lock_count
};

void platform_lock_acquire(enum platform_lock lock);
bool platform_lock_try(enum platform_lock lock);
void platform_lock_release(enum platform_lock lock);

// Counts the forks between the first process and this one: 1 in the first, more in every descendant. 0 in a child that was
// made without the fork handlers, by _Fork(3) or a bare system call, until its next call of platform_finish_fork.
extern uint64_t *platform_generation __attribute__((visibility("hidden")));
static inline uint64_t platform_fork_generation(void) {
  return __atomic_load_n(platform_generation, __ATOMIC_RELAXED);
}

// Whether a child has left something undone since its thread was in a call of ours when a signal handler forked.
extern bool platform_has_unfinished_fork __attribute__((visibility("hidden")));

// What the fork handlers do in a child, as far as it is not done yet. Cipher contexts are cleansed by the first call
// outside of a draw.
void platform_finish_fork(void);
static inline void platform_finish_fork_if_needed(void) {
  if (platform_fork_generation() == 0 || platform_has_unfinished_fork) platform_finish_fork();
}

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
