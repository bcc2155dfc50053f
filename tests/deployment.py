"""What CI asks beside the tests: no forgotten migration, nothing that Django would warn about."""

import os
import subprocess
import sys
import tempfile

COMMANDS = (
    ["makemigrations", "--check", "--dry-run"],
    ["check", "--deploy", "--fail-level", "WARNING"],
)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="socialstrategy-check-") as folder:
        https = {"SITE_URL": "https://blog.example.com", "DATA_DIR": folder, "DATABASE_URL": ""}
        for command in COMMANDS:
            print("$ manage.py", *command, flush=True)
            code = subprocess.call(
                [sys.executable, "manage.py", *command], env={**os.environ, **https}
            )
            if code:
                return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
