"""Weights that this project trained, each with a model card beside it."""
