from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from socialstrategy import health


def queue(minutes_ago, run_after=None, status="READY"):
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="없는.작업",
        backend_name="default",
        run_after=run_after or get_date_max(),
        status=status,
    )
    enqueued_at = timezone.now() - timedelta(minutes=minutes_ago)
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=enqueued_at)


@pytest.fixture
def forgets_migrations():
    health._remember_migrated.cache_clear()
    yield
    health._remember_migrated.cache_clear()


def test_process_answers_without_database(client):
    """No `django_db` mark: a query here fails the test."""
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert response["Cache-Control"] == "no-store"


def test_process_answers_on_plain_http_of_an_https_site(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_site_is_ready(client, forgets_migrations):
    response = client.get("/readyz")

    assert response.status_code == 200
    checks = {"database": True, "migrations": True, "queue": True, "queue_seconds": 0}
    assert response.json() == {"status": "ok", **checks}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_site_is_not_ready_without_database(client, monkeypatch):
    def away(*_arguments, **_options):
        raise OperationalError("the database is away")

    monkeypatch.setattr(connection, "cursor", away)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": False}


@pytest.mark.django_db
def test_site_is_not_ready_before_its_migrations_and_ready_after(client, forgets_migrations):
    recorder = MigrationRecorder(connection)
    latest = max(key for key in recorder.applied_migrations() if key[0] == "comments")
    recorder.record_unapplied(*latest)
    assert client.get("/readyz").json()["migrations"] is False

    recorder.record_applied(*latest)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("task", "is_young"),
    [
        ({"minutes_ago": 9}, True),
        ({"minutes_ago": 11}, False),
        ({"minutes_ago": 11, "status": "SUCCESSFUL"}, True),
        # Meant for later: waiting has only just begun, or not yet.
        ({"minutes_ago": 90, "run_after": timedelta(minutes=-1)}, True),
        ({"minutes_ago": 90, "run_after": timedelta(minutes=60)}, True),
        ({"minutes_ago": 90, "run_after": timedelta(minutes=-11)}, False),
    ],
)
def test_old_task_in_the_queue_means_that_nobody_works(client, task, is_young):
    if "run_after" in task:
        task["run_after"] = timezone.now() + task["run_after"]
    queue(**task)

    response = client.get("/readyz?queue")

    assert response.json()["queue"] is is_young
    assert response.status_code == (200 if is_young else 503)


@pytest.mark.django_db
def test_machine_whose_worker_is_away_still_gets_readers_and_tells(client):
    queue(minutes_ago=11)
    queue(minutes_ago=2)

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response.json()["queue"] is False
    assert 660 <= response.json()["queue_seconds"] < 720
