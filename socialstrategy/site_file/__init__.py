"""The whole site in one ZIP, for another machine, the other database, a later program.

`tables` says what is in it and what is made anew; `rows` how a row is written down; `archive` what is
taken for such a file; `exporting` and `importing` are what the commands call
(docs/decisions/0024-the-site-in-one-file.md).
"""
