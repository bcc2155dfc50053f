"""What each check weighs, from which number on it speaks, and what the sums lead to: all in one place.

What the learner weighs stands with it (comments/spam/bayes.py).
"""

from datetime import timedelta

# Sums of soft weights from which on a comment is held, or taken for spam: what the owner chooses among.
HOLD_AT, SPAM_AT = 50, 100
SENSITIVITIES = {"lenient": (70, 140), "normal": (HOLD_AT, SPAM_AT), "strict": (35, 80)}

# Of the comment itself
TOO_FAST = 60
FREE_LINKS = 1  # nobody is asked about one link
LINK = 20  # for each further one
MOST_LINKS = 80  # honest people write long lists too: links alone hold and are not spam
LINKS_ONLY = 60
LONGEST_PRAISE = 80  # code points; who writes more has something to say
PRAISE_WITH_WEBSITE = 60
SOME_PRAISE_WITH_WEBSITE = 25  # and a word about something beside it
PRAISE = 15  # readers say so, too: it only tips what is doubtful already
FOLDED_PHONE = 60
OTHER_SCRIPT = 40

# Of where it stands, and of what was approved before
OLD_AFTER = timedelta(days=180)  # from a note's publication
OLD_WITH_LINK = 25
OLD_AND_FIRST = 10
NEW_HOST = 15
NEW_HOST_KNOWS = 50  # approved comments in the learner's bucket; with less every host is new

# Of what was sent before
NEAR = 0.6  # likeness from which on a text is a copy
COPY = 50
SPAM_COPY = 100
CANDIDATES = 10  # comments that are compared letter by letter, for each of the two fingerprints

# Limits of an hour: what goes beyond is looked at first. None of them counts while COMMENTS_PER_MINUTE
# is 0.
NETWORK_HOURLY = 12
TEXT_HOURLY = 4
SHORT_TEXT_HOURLY = CANDIDATES  # of what many people say in the same words
SITE_FEWEST = 30  # a small site may have a good day
SITE_TIMES = 10  # as many as usual
SITE_USUAL_OF = 200  # comments before the hour, by whose time it is known what is usual
SITE_MOST = 600  # are counted; a site with a tenth of it in a usual hour has no such limit

# What a check comes to: the least and the most that it adds, or what it decides by itself.
EFFECTS = {
    "honeypot": "spam",
    "token_age": (TOO_FAST, TOO_FAST),
    "link_count": (LINK, MOST_LINKS),
    "website_only_spam": (SOME_PRAISE_WITH_WEBSITE, PRAISE_WITH_WEBSITE),
    "copied_praise": (PRAISE, PRAISE),
    "folded_phone": (FOLDED_PHONE, FOLDED_PHONE),
    "language": (OTHER_SCRIPT, OTHER_SCRIPT),
    "old_note": (OLD_AND_FIRST, OLD_WITH_LINK),
    "new_link_host": (NEW_HOST, NEW_HOST),
    "edited_in": "hold",
    "proof": "hold",
    "first_time_commenter": "hold",
    "known_good_commenter": "publish",
    "rate_limit": "hold",
    "text_limit": "hold",
    "site_limit": "hold",
    "near_copy": (COPY, SPAM_COPY),
}
