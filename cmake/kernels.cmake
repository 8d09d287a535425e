# SPDX-License-Identifier: Apache-2.0
# Files src/model/kernels_*.c that need flags of their own: one per instruction set, chosen at run time.
