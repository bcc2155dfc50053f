"""How many read what: counted in batches, without cookies, and nobody's address is kept.

    buffer      what a page that is handed out leaves behind, for some seconds, in memory
    batches     the thread that takes it from there
    visits      who counts and for which page: robots, addresses of pages, days
    robots      programs, by what they call themselves
    misses      searches that found nothing
    words       of a referrer its host, of a search that found nothing its words
    counting    from visits to rows, in one transaction
    readers     who was here today: hashes with the salt of the day, forgotten after it
    nginx_log   the same visits, from the log of a front server that hands out files

Rows are in `notes.models.reading`, pages of numbers in `notes.desk.numbers`.
"""
