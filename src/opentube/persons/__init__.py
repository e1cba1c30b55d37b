"""The library of persons."""
