"""Notes from elsewhere: one module a format reads, `store` writes. No comments are stored here."""
