"""Feeds with full text: `channels` says what is in them, `formats` how it is written down."""
