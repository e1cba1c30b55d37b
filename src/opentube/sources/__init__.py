"""Bringing videos and comments in."""
