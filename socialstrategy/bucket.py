"""Pictures and cards in a bucket that speaks S3. Imported only where `S3_BUCKET` is set: boto3 and
its client are forty megabytes of memory.

On boto3 itself: django-storages keeps a client for each thread (twelve megabytes more, each) and
takes a file into memory as a whole before the first byte of it can leave.
"""

import threading
import time
from contextlib import contextmanager

from boto3 import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from django.core.files.base import File
from django.core.files.storage import Storage

# What mimetypes knows of these depends on the Python and on the machine.
CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
# Every name holds a digest of the content, so what is under a name never changes.
CACHE_CONTROL = "public, max-age=31536000, immutable"
PAUSE = 5  # seconds after a bucket that did not answer, in which nobody waits for it in vain
NO_SUCH_FILE = {"404", "NoSuchKey", "NotFound"}
CLIENT = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=64,  # at most as many as the process has threads
    # The newer checksums are understood by few of those who speak S3 besides its inventor.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class BucketAway(OSError):
    """The bucket does not answer, does not exist, or does not let us: no fault of the file's."""


class BucketStorage(Storage):
    """Files in a bucket, with one client for all threads of a process.

    A name that is taken gets another. Two that save the same name at the same moment may both write
    it: then the later one stays. Raises FileNotFoundError for what is missing, and BucketAway.
    """

    def __init__(self, bucket: str, **client_options):
        self.bucket, self._client_options = bucket, client_options
        self._client, self._lock = None, threading.Lock()
        self._rests_until = 0.0

    def _connected(self):
        """Made at the first use, after the fork: processes must not share its connections."""
        with self._lock:
            if self._client is None:
                self._client = Session().client("s3", config=CLIENT, **self._client_options)
        return self._client

    @contextmanager
    def _client_for(self, name: str):
        """The client; what goes wrong with it is told as Python tells it of files."""
        if time.monotonic() < self._rests_until:
            raise BucketAway(f"{self.bucket}: 조금 전에 답이 없었습니다.")
        try:
            yield self._connected()
        except ClientError as error:
            if error.response["Error"]["Code"] in NO_SUCH_FILE:
                raise FileNotFoundError(name) from None
            raise BucketAway(f"{self.bucket}: {error}") from error
        except BotoCoreError as error:
            if isinstance(error, (HTTPClientError, NoConnection)):
                self._rests_until = time.monotonic() + PAUSE
            raise BucketAway(f"{self.bucket}: {error}") from error

    def _address(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": name}

    def _open(self, name, mode="rb"):
        """For reading, from the beginning to the end: nothing is kept, here or on the disk."""
        if mode != "rb":
            raise ValueError(f"mode {mode!r}: files of a bucket are read, or saved whole")
        with self._client_for(name) as client:
            answer = client.get_object(**self._address(name))
        file = File(answer["Body"], name)
        file.size = answer["ContentLength"]
        return file

    def _save(self, name, content):
        content.seek(0)
        with self._client_for(name) as client:
            client.put_object(
                **self._address(name),
                Body=content.read(),
                ContentType=CONTENT_TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
                CacheControl=CACHE_CONTROL,
            )
        return name

    def delete(self, name):
        """Does not mind what is not there."""
        with self._client_for(name) as client:
            client.delete_object(**self._address(name))

    def exists(self, name):
        """A bucket that does not exist holds nothing: S3 does not tell the two apart here."""
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name):
        with self._client_for(name) as client:
            return client.head_object(**self._address(name))["ContentLength"]

    def listdir(self, path):
        """Folders and files directly in it, by name; both empty when there is no such folder."""
        prefix = f"{path}/" if path else ""
        folders, files = [], []
        with self._client_for(path) as client:
            pages = client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=prefix, Delimiter="/"):
                folders += [f["Prefix"][len(prefix) : -1] for f in page.get("CommonPrefixes", ())]
                files += [f["Key"][len(prefix) :] for f in page.get("Contents", ())]
        return folders, files
