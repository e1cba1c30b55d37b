"""Understanding frames: detect, embed, track and group faces. No database, no network."""
