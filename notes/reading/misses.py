"""Searches that found nothing, as the page of the search tells of them."""

import time

from django.conf import settings

from notes.reading.buffer import LONGEST, Miss, misses
from notes.reading.robots import is_robot
from notes.reading.words import words_to_keep


def missed(request, query: str):
    """Have it counted, unless a program asks, somebody who is signed in, or for what are no words."""
    agent = request.headers.get("User-Agent", "")[:LONGEST]
    if settings.SESSION_COOKIE_NAME in request.COOKIES or is_robot(agent):
        return
    if words := words_to_keep(query):
        address = request.META.get("REMOTE_ADDR", "")
        misses.add(Miss(words, address, agent, int(time.time())))
