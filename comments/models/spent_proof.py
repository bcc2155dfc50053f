from datetime import datetime

from django.db import IntegrityError, models, transaction


class SpentProofManager(models.Manager):
    def spend(self, digest: str, expires_at: datetime) -> bool:
        """Of two who spend the same one at the same moment exactly one is told that it was the first."""
        try:
            with transaction.atomic():
                self.create(digest=digest, expires_at=expires_at)
        except IntegrityError:
            return False
        return True


class SpentProof(models.Model):
    """A solved puzzle (comments/proofs.py) that a comment came with. Says nothing of the comment."""

    digest = models.CharField(max_length=32, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = SpentProofManager()

    def __str__(self):
        return self.digest
