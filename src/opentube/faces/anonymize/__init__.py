"""Hiding faces in a film: finding every one, choosing whose, and rendering the film again."""
