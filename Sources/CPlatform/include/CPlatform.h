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

#include "Forks.h"
#include "FreshRandomness.h"
#include "Locks.h"
#include "Spawn.h"
#include "Threads.h"
#include "Timing.h"

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

#pragma clang assume_nonnull end
