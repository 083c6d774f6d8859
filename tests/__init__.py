"""The conversations, the invariants, the contracts and the benchmarks: the specification of Lumbot."""
