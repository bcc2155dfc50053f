"""Answers that were written elsewhere: receives webmentions (https://www.w3.org/TR/webmention/).

`views` takes the word of whoever sends it and checks what needs no network; `receiving` is the task
that has the page fetched (`fetching`) and read (`reading`), and `storing` makes it a comment.
"""
