// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CPlatform.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#if defined(__x86_64__)
#define FUNCTION "__vdso_getrandom"
#define VERSION "LINUX_2.6"
#elif defined(__aarch64__)
#define FUNCTION "__kernel_getrandom"
#define VERSION "LINUX_2.6.39"
#endif

platform_vdso_getrandom_function platform_vdso_getrandom;
size_t platform_vdso_state_size;

// The answer to a call with an invalid length of the state: how to allocate one (Linux, vgetrandom_opaque_params).
static struct {
  uint32_t state_size;
  uint32_t mapping_protection;
  uint32_t mapping_flags;
  uint32_t reserved[13];
} parameters;

// Free states; guarded by platform_lock_threads.
struct free_state {
  struct free_state *next;
  void *state;
};
static struct free_state *free_states;

// Before main, or while the library is loaded: dlopen(3) takes the loader's lock, which must not be waited for behind one
// of ours.
__attribute__((constructor)) static void look_for_vdso(void) {
#ifdef FUNCTION
  void *vdso = dlopen("linux-vdso.so.1", RTLD_NOW | RTLD_NOLOAD);
  if (!vdso) return;
  platform_vdso_getrandom_function function =
      (platform_vdso_getrandom_function)dlvsym(vdso, FUNCTION, VERSION);
  if (!function || function(NULL, 0, 0, &parameters, ~(size_t)0) != 0) return;
  if (parameters.state_size == 0 || parameters.state_size > (uint32_t)getpagesize()) return;
  platform_vdso_state_size = parameters.state_size;
  platform_vdso_getrandom = function;
#endif
}

// A page of states, none of which crosses its end.
static void map_states(void) {
  size_t page = (size_t)getpagesize();
  char *mapping = mmap(
      NULL, page, (int)parameters.mapping_protection, (int)parameters.mapping_flags, -1, 0);
  if (mapping == MAP_FAILED) return;
  // Cache lines of their own: each state is another thread's.
  size_t stride = (parameters.state_size + 63) & ~(size_t)63;
  if (stride > page) stride = page;
  for (size_t offset = 0; offset + parameters.state_size <= page; offset += stride) {
    struct free_state *entry = malloc(sizeof *entry);
    if (!entry) return;
    *entry = (struct free_state){free_states, mapping + offset};
    free_states = entry;
  }
}

void *platform_vdso_state(void) {
  platform_lock_acquire(platform_lock_threads);
  void *state = NULL;
  if (platform_vdso_getrandom) {
    if (!free_states) map_states();
    struct free_state *entry = free_states;
    if (entry) {
      free_states = entry->next;
      state = entry->state;
      free(entry);
    }
  }
  platform_lock_release(platform_lock_threads);
  return state;
}

void platform_vdso_state_release(void *state) {
  if (!state) return;
  struct free_state *entry = malloc(sizeof *entry);
  if (!entry) return;  // 192 bytes that nobody uses again
  platform_lock_acquire(platform_lock_threads);
  *entry = (struct free_state){free_states, state};
  free_states = entry;
  platform_lock_release(platform_lock_threads);
}
