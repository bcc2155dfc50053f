"""The Akismet service as one more check, for sites whose owner has a key.

Nobody who writes waits for it: a task asks (`asking`), and stores what comes of the answer (`settling`);
another one sends back where a moderator says otherwise (`telling`). `client` alone loads an HTTP
library, and nobody but a task and the owner's press imports it.
"""
