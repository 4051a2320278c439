// SPDX-License-Identifier: Apache-2.0
#include "Timing.h"

#if defined(__x86_64__)
#include <x86intrin.h>
static inline uint64_t counter(void) {
  unsigned processor;
  // Waits for the instructions before it, so that the accesses lie within the interval.
  return __rdtscp(&processor);
}
#elif defined(__aarch64__)
static inline uint64_t counter(void) {
  uint64_t value;
  __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value) : : "memory");
  return value;
}
#else
#include <time.h>
static inline uint64_t counter(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
#endif

void platform_time_memory(uint8_t *memory, size_t size, unsigned steps, uint64_t *state,
                          uint64_t grid, uint64_t *ticks, uint8_t *samples, size_t count) {
  volatile uint8_t *const bytes = memory;
  uint64_t place = *state, last = counter();
  for (size_t sample = 0; sample < count; sample++) {
    for (unsigned step = 0; step < steps; step++) {
      place ^= place << 13;
      place ^= place >> 7;
      place ^= place << 17;
      const size_t index = (size_t)(place >> 8) & (size - 1);
      const uint8_t value = bytes[index];
      bytes[index] = (uint8_t)(value + 1);
      // The next place depends on what was read: accesses wait for each other.
      place += value;
    }
    if (place == 0) place = 1;
    const uint64_t now = counter();
    if (ticks) ticks[sample] = now - last;
    if (samples) samples[sample] = (uint8_t)((now - last) / grid);
    last = now;
  }
  *state = place;
}
