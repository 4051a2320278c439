// expected-error: 'EntropySeed' initializer is inaccessible due to 'internal' protection level
// SPDX-License-Identifier: Apache-2.0

import Conditioning

func make() throws -> EntropySeed { try EntropySeed() }
