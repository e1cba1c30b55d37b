"""The model registry, and the weights this project trained."""
