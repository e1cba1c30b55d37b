"""The API under load: ``python -m benchmarks.api``, see `benchmarks.api.__main__`."""
