from django.utils.encoding import iri_to_uri
from hypothesis import example, given
from hypothesis import strategies as st

from comments.redirects import SeeOther

LETTERS = st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"])


@given(st.one_of(st.text(LETTERS), st.text("azAZ09_.-/#%[]=:;$&()+,!?*@'~\"<>\\^`{|} 글")))
@example("/series/소셜전략/3/#comment-7")
@example("/series/%EC%86%8C/3/?news=1#comments")
@example("")
def test_location_is_what_django_would_say(path):
    response = SeeOther(path)

    assert (response.status_code, response["Location"], response.url) == (
        303,
        iri_to_uri(path),
        iri_to_uri(path),
    )
