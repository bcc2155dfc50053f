"""What authors do with the comments under their notes, in the desk."""
