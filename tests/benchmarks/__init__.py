"""The benchmarks. Each module has `async def measure() -> dict[str, dict]`: name -> value, goal, unit, held."""
