"""A server on this machine that speaks S3, and buckets in it."""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from uuid import uuid4

import boto3
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

KEYS = {"aws_access_key_id": "access", "aws_secret_access_key": "secret"}


@dataclass(frozen=True)
class Bucket:
    endpoint: str
    name: str

    @cached_property
    def client(self):
        return boto3.client("s3", endpoint_url=self.endpoint, region_name="ap-northeast-2", **KEYS)

    @property
    def names(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=self.name).get("Contents", ())
        return [entry["Key"] for entry in found]

    def fill(self, names: Iterable[str]):
        """Empty files, past the network: a thousand uploads take six seconds."""
        store = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
        for name in names:
            store.put_object(self.name, name, b"")

    @property
    def environment(self) -> dict[str, str]:
        """What an operator sets to use it."""
        return {
            "S3_BUCKET": self.name,
            "S3_ENDPOINT": self.endpoint,
            "S3_REGION": "ap-northeast-2",
            "S3_ACCESS_KEY": KEYS["aws_access_key_id"],
            "S3_SECRET_KEY": KEYS["aws_secret_access_key"],
        }


@contextmanager
def s3_server():
    """The address of a real HTTP server on a free port; what it holds is gone afterwards."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def new_bucket(endpoint: str) -> Bucket:
    bucket = Bucket(endpoint, f"geulbang-{uuid4().hex}")
    region = {"LocationConstraint": "ap-northeast-2"}
    bucket.client.create_bucket(Bucket=bucket.name, CreateBucketConfiguration=region)
    return bucket
