"""Owners of everything."""
