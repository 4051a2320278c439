// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Measures how long accesses to memory take: `count` intervals that follow each other without a gap, each of `steps` reads and
/// writes at places that a xorshift generator chooses.
///
/// - memory: a power of two of bytes, `size`.
/// - place: the generator's state, not 0; goes on where the last call ended. The first interval of a call begins with it.
/// - grid: ticks of the processor's counter that a step of a sample stands for, at least 1.
/// - ticks: receives the intervals in ticks, if not NULL.
/// - samples: receives the lowest eight bits of the intervals in steps of the grid, if not NULL.
void platform_time_memory(uint8_t *memory, size_t size, unsigned steps, uint64_t *place,
                          uint64_t grid, uint64_t *_Nullable ticks, uint8_t *_Nullable samples, size_t count);

#pragma clang assume_nonnull end
