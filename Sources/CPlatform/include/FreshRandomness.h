// SPDX-License-Identifier: Apache-2.0
// The operating system's generator at its fastest: getrandom(2) through the vDSO, without a system call, where the kernel
// has it (Linux 6.11) and the C library does not yet use it (glibc before 2.41).
#pragma once

#include <errno.h>
#include <stddef.h>
#include <sys/random.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

typedef ssize_t (*platform_vdso_getrandom_function)(
    void *_Nullable, size_t, unsigned, void *_Nullable, size_t);
// NULL where there is none.
extern platform_vdso_getrandom_function _Nullable platform_vdso_getrandom __attribute__((visibility("hidden")));
extern size_t platform_vdso_state_size __attribute__((visibility("hidden")));

// An opaque state of the vDSO for one thread, which the kernel wipes in a forked child; never looked into. NULL where
// there is no vDSO function or no memory.
void *_Nullable platform_vdso_state(void);

// Takes a state back.
void platform_vdso_state_release(void *_Nullable state);

// `count` bytes of the operating system's generator, at most 256: their count, or -errno. With a state through the vDSO,
// else by a system call. Both see a reseed of the kernel, so also one for the clone of a virtual machine. Neither waits:
// where the kernel's generator has not been seeded yet, it is -EAGAIN.
static inline ssize_t platform_fresh_randomness(void *buffer, size_t count, void *_Nullable state) {
  ssize_t got;
  if (state) {
    got = platform_vdso_getrandom(buffer, count, GRND_NONBLOCK, state, platform_vdso_state_size);
    if (got == (ssize_t)count) return got;
  }
  do got = getrandom(buffer, count, GRND_NONBLOCK);
  while (got < 0 && errno == EINTR);
  return got < 0 ? -(ssize_t)errno : got;
}

#pragma clang assume_nonnull end
