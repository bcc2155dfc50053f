"""The address that is told: what it refuses at once, what it queues, and how it speaks to people."""

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from comments.models import Comment
from comments.webmentions import receiving
from notes.models import Address

URL = "/webmention/"
SOURCE = "https://friend.example/글/답"


@pytest.fixture(autouse=True)
def _queue(settings):
    """The real queue, in the database."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def note(make_series, make_note):
    return make_note("같이 시작하기", series=make_series("소셜전략"))


def tell(client, note, source=SOURCE, **extra):
    target = f"http://127.0.0.1:8000{note.get_absolute_url()}"
    return client.post(URL, {"source": source, "target": target}, **extra)


def test_machine_of_another_site_is_thanked_in_korean(client, note):
    headers = {"Origin": "https://friend.example", "Sec-Fetch-Site": "cross-site", "Accept": "*/*"}

    response = client.post(
        URL,
        {"source": SOURCE, "target": "http://127.0.0.1:8000/series/소셜전략/1/"},
        headers=headers,
    )

    assert response.status_code == 202
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().startswith("고맙습니다. ")
    task = DBTaskResult.objects.get()
    assert task.task_path == "comments.webmentions.receiving.receive"
    assert task.args_kwargs["kwargs"] == {
        "source": "https://friend.example/%EA%B8%80/%EB%8B%B5",
        "target": "http://127.0.0.1:8000/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/1/",
        "address": "127.0.0.1",
    }
    assert 50 < (task.run_after - task.enqueued_at).total_seconds() <= 60
    assert task.priority < 0


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("", "{note}", "source: 주소를 적어 주세요."),
        (SOURCE, "", "target: 주소를 적어 주세요."),
        ("소셜전략", "{note}", "source: http나 https로 시작하는 온전한 주소를 2,000자 안으로"),
        ("ftp://friend.example/", "{note}", "source: http나 https로"),
        ("http://벗:암호@friend.example/", "{note}", "source: http나 https로"),
        ("https://friend.example/" + "a" * 2000, "{note}", "source: http나 https로"),
        ("https://friend.example:22/", "{note}", "source: 이 주소로는 찾아갈 수 없어요."),
        ("{note}", "{note}", "source: 이 사이트 안의 글은"),
        ("http://127.0.0.1:8000/search/?q=1", "{note}", "source: 이 사이트 안의 글은"),
        (SOURCE, "https://friend.example/1/", "target: 이 사이트에 공개된 글의 주소가 아니에요."),
        (SOURCE, "http://127.0.0.1:8000/", "target: 이 사이트에 공개된 글의 주소가 아니에요."),
        (SOURCE, "{draft}", "target: 이 사이트에 공개된 글의 주소가 아니에요."),
        (SOURCE, "{closed}", "target: 이 글은 이제 댓글을 받지 않습니다."),
    ],
)
def test_refusals_say_why_and_queue_nothing(client, note, make_note, source, target, sentence):
    site = "http://127.0.0.1:8000"
    places = {
        "note": site + note.get_absolute_url(),
        "draft": site + make_note("초안", status="draft").get_absolute_url(),
        "closed": site + make_note("닫힌 글", is_open_for_comments=False).get_absolute_url(),
    }

    response = client.post(
        URL, {"source": source.format(**places), "target": target.format(**places)}
    )

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not DBTaskResult.objects.exists()


def test_old_address_of_a_note_is_a_target(client, note):
    Address.objects.moved("/옛날/글/", note=note)

    response = client.post(URL, {"source": SOURCE, "target": "http://127.0.0.1:8000/옛날/글"})

    assert response.status_code == 202


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_not_known(client, db, method):
    response = getattr(client, method)(URL)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


def test_form_for_people_works_without_scripts(client, note):
    response = client.get(URL, {"note": note.pk}, headers={"Accept": "text/html"})

    page = response.content.decode()
    assert '<h1 class="title">다른 곳에 쓴 답을 알려 주세요</h1>' in page
    assert 'name="target" value="http://127.0.0.1:8000/series/소셜전략/1/"' in page
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("note_id", ["", "가", "²", "99999", "9" * 30])
def test_form_for_an_unknown_note_is_empty(client, db, note_id):
    page = client.get(URL, {"note": note_id}).content.decode()

    assert 'name="target" value=""' in page


def test_person_gets_the_form_back_with_everything_typed(client, note):
    html = {"Accept": "text/html,*/*"}

    refused = tell(client, note, '"><b>소셜', headers=html)
    thanked = tell(client, note, headers=html)

    assert refused.status_code == 400
    page = refused.content.decode()
    assert 'name="source" value="&quot;&gt;&lt;b&gt;소셜"' in page
    assert 'aria-describedby="webmention-source-error"' in page
    assert f"{note.get_absolute_url()}" in page
    assert thanked.status_code == 202
    assert '<p class="notice" role="status">고맙습니다.' in thanked.content.decode()


def test_what_waits_already_is_not_queued_again(client, note, make_note):
    for _time in range(3):
        assert tell(client, note).status_code == 202
    assert DBTaskResult.objects.count() == 1

    tell(client, make_note("다른 글"))
    tell(client, note, f"{SOURCE}/2")
    assert DBTaskResult.objects.count() == 3


def test_one_network_fills_no_queue(client, note, settings):
    settings.COMMENTS_PER_MINUTE = 2
    first = {"REMOTE_ADDR": "198.51.100.7"}
    for page in "ab":
        assert tell(client, note, f"{SOURCE}/{page}", **first).status_code == 202

    again = tell(client, note, f"{SOURCE}/a", **first)
    refused = tell(client, note, f"{SOURCE}/c", REMOTE_ADDR="198.51.100.200")
    another = tell(client, note, f"{SOURCE}/c", REMOTE_ADDR="192.0.2.1")

    assert (again.status_code, refused.status_code, another.status_code) == (202, 429, 202)
    assert refused["Retry-After"] == "60"
    assert "1분쯤 뒤에" in refused.content.decode()
    assert DBTaskResult.objects.count() == 3


def test_all_networks_together_fill_no_queue(client, note, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_WAITING", 2)
    codes = [
        tell(client, note, f"{SOURCE}/{place}", REMOTE_ADDR=f"192.0.{place}.1").status_code
        for place in range(3)
    ]

    assert codes == [202, 202, 429]


def test_note_page_announces_the_address(client, note, make_note):
    announced = '<link rel="webmention" href="http://127.0.0.1:8000/webmention/">'
    closed = make_note("닫힌 글", is_open_for_comments=False)

    page = client.get(note.get_absolute_url()).content.decode()

    assert announced in page.partition("</head>")[0]
    assert f'href="{URL}?note={note.pk}"' in page
    assert "webmention" not in client.get(closed.get_absolute_url()).content.decode()


def test_switched_off_there_is_no_such_address(client, note, settings):
    settings.WEBMENTIONS = False

    assert client.get(URL).status_code == 404
    assert tell(client, note).status_code == 404
    assert "webmention" not in client.get(note.get_absolute_url()).content.decode()
    assert not DBTaskResult.objects.exists()


def test_thread_leads_to_where_the_words_live(client, make_comment):
    source = "https://friend.example/%EB%8B%B5?a=1&b=2"
    comment = make_comment(name="김벗", source_url=source, website="https://friend.example/")

    page = client.get(comment.note.get_absolute_url()).content.decode()

    assert (
        '<a class=u-url href="https://friend.example/%EB%8B%B5?a=1&amp;b=2"'
        ' rel="nofollow ugc noopener">다른 곳에서</a>'
    ) in page
    assert page.count("class=u-url href") == 1
    assert f"<a href=#comment-{comment.pk}>" in page


def test_moderator_sees_the_source_in_hangul(moderator_client, make_comment):
    make_comment(status="held", source_url="https://friend.example/%EA%B8%80/%EB%8B%B5")

    page = moderator_client.get("/moderation/").content.decode()

    assert 'href="https://friend.example/%EA%B8%80/%EB%8B%B5"' in page
    assert ">https://friend.example/글/답</a>" in page


def test_moderator_decides_about_the_words_that_were_read(moderator_client, make_comment):
    """Words elsewhere may be changed between reading and deciding."""
    comment = make_comment(status="held", source_url=SOURCE, body="점잖은 말씀을 남깁니다.")
    url = reverse("moderation:decision_create", args=[comment.pk])
    seen = {"act": "approve", "seen": comment.state}
    comment.body = "싼 물건 팝니다."
    comment.save()

    late = moderator_client.post(url, seen, follow=True).content.decode()

    assert Comment.objects.get().status == "held"
    assert "그사이 바뀌었습니다. 지금 상태: 보류." in late
    moderator_client.post(url, {"act": "approve", "seen": comment.state})
    assert Comment.objects.get().status == "published"


def test_admin_shows_the_source(moderator_client, make_comment):
    comment = make_comment(source_url="https://friend.example/a")

    page = moderator_client.get(reverse("admin:comments_comment_change", args=[comment.pk]))

    assert "https://friend.example/a" in page.content.decode()
