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
FEW_LETTERS, LINK_WITH_FEW_LETTERS = 12, 15  # beside a link
LONGEST_PRAISE = 80  # code points; who writes more has something to say
LONGEST_LONG_PRAISE = 300
PRAISE_WITH_WEBSITE = 60
MUCH_PRAISE, MUCH_PRAISE_WITH_WEBSITE = 3, 50  # ways in which it praises
NOTHING_WITH_WEBSITE = 50
SOME_PRAISE_WITH_WEBSITE = 25  # and a word about something beside it
PRAISE = 15  # readers say so, too: it only tips what is doubtful already
FOLDED_PHONE = 60
ACCOUNT = 30  # of a messenger
CALL = 20  # to one, without an account
OTHER_SCRIPT = 40
OTHER_SCRIPT_WITH_LINK = 50  # in the text: the form asks everybody for a website
DISGUISED = 25  # honest people play with letters, too
MUCH_DISGUISED = 40
DISGUISED_SPAM = 15  # more, for a word that is known from spam

# Of where its links lead
LEADS_ELSEWHERE = 50  # than it says, or it is not seen
MAY_LEAD_ELSEWHERE = 25
NUMBER_HOST = 40
LINK_AS_NAME = 25
SPELLED_OUT, MUCH_SPELLED_OUT = 35, 50  # those who warn of an address write it like that, too
ROOM = 25
SHORT_LINK = 15
PUNYCODE = 10

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
HOST_HOURLY = 3  # names under waiting comments that lead to one host
MOST_HOSTS = 10  # of a comment that are looked for; half as many links are held for their number
MOST_WAITING = 100  # of these comments that are looked at
SITE_FEWEST = 30  # a small site may have a good day
SITE_TIMES = 10  # as many as usual
SITE_USUAL_OF = 200  # comments before the hour, by whose time it is known what is usual
SITE_MOST = 600  # are counted; a site with a tenth of it in a usual hour has no such limit

# What a check comes to: the least and the most that it adds, or what it decides by itself.
EFFECTS = {
    "honeypot": "spam",
    "token_age": (TOO_FAST, TOO_FAST),
    "link_count": (LINK_WITH_FEW_LETTERS, MOST_LINKS),
    "website_only_spam": (SOME_PRAISE_WITH_WEBSITE, PRAISE_WITH_WEBSITE),
    "copied_praise": (PRAISE, PRAISE),
    "folded_phone": (FOLDED_PHONE, FOLDED_PHONE),
    "messenger": (CALL, ACCOUNT),
    "language": (OTHER_SCRIPT, OTHER_SCRIPT_WITH_LINK),
    "odd_link": (PUNYCODE, LEADS_ELSEWHERE),
    "disguise": (DISGUISED, MUCH_DISGUISED + DISGUISED_SPAM),
    "old_note": (OLD_AND_FIRST, OLD_WITH_LINK),
    "new_link_host": (NEW_HOST, NEW_HOST),
    "edited_in": "hold",
    "proof": "hold",
    "first_time_commenter": "hold",
    "known_good_commenter": "publish",
    "rate_limit": "hold",
    "text_limit": "hold",
    "site_limit": "hold",
    "host_limit": "hold",
    "near_copy": (COPY, SPAM_COPY),
}
