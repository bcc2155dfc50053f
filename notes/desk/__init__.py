"""The author's room: writing, publishing, and what belongs to it. Never cached, never public."""
