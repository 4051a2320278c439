// expected-error: 'seed' is borrowed and cannot be consumed
// SPDX-License-Identifier: Apache-2.0

import Conditioning

func copy(_ seed: borrowing EntropySeed) -> EntropySeed { seed }
