"""`make bench`: what each kind of page costs on a small and a large site, on both databases.

    make bench ARGS="--sizes 1000,10000,100000"     # also a site of a hundred thousand notes
    make bench ARGS="--databases sqlite --keep var/bench --rounds 40"
    make bench ARGS="--save"                        # this run is the one that docs/performance.md shows
    make bench ARGS="--draw"                        # measures nothing, draws docs/performance.json anew

Growth above 1.1 (searches: 1.5) is marked ▲, and △ where the page itself grows as much.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import document, report
from tests.bench.essays import FEWEST
from tests.bench.measuring import measure
from tests.bench.results import LAST, REFERENCE, read, result, save
from tests.bench.sites import DATABASES, Source, prepared


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # all that was started ends too
    options = _options(arguments)
    if options.draw:
        document.draw(_saved(REFERENCE))
        return 0
    earlier = read(options.against or options.json) or read(REFERENCE)
    found = _measured(options)
    print(report.text(found, earlier))
    save(found, options.json)
    if options.save:
        save(found, REFERENCE)
        document.draw(found)
    growing = report.growing(found)
    print(f"\ngrows: {'; '.join(growing) or 'nothing'}")
    return 1 if options.strict and growing else 0


def _options(arguments: list[str]):
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--sizes", type=_sizes, default=[1000, 10000], help="numbers of notes, with commas between")
    add("--databases", type=_databases, default=list(DATABASES), help=" or ".join(DATABASES))
    add("--rounds", type=int, default=15, help="visits to each page; two requests count of each")
    add(
        "--keep", type=Path, metavar="DIR", help="make the sites here, and use them again next time"
    )
    add(
        "--jsonl",
        type=Path,
        metavar="FILE",
        help="take the notes from the first lines of this file",
    )
    add("--words", type=_words, default={}, help="what is searched for: rare,frequent,two words")
    add(
        "--json",
        type=Path,
        metavar="FILE",
        default=LAST,
        help="where the result goes (var/bench.json)",
    )
    add("--against", type=Path, metavar="FILE", help="the result to compare with (the last one)")
    add("--save", action="store_true", help="keep the result in docs/ and draw it")
    add("--draw", action="store_true", help="only draw what is kept in docs/")
    add("--strict", action="store_true", help="exit code 1 when a page grows")
    return parser.parse_args(arguments)


def _sizes(said: str) -> list[int]:
    sizes = sorted({int(part) for part in said.split(",")})
    if sizes[0] < FEWEST:
        raise argparse.ArgumentTypeError(f"at least {FEWEST} notes")
    return sizes


def _databases(said: str) -> list[str]:
    wanted = said.split(",")
    if set(wanted) - set(DATABASES):
        raise argparse.ArgumentTypeError(f"{' and '.join(DATABASES)} are known")
    return wanted


def _words(said: str) -> dict[str, str]:
    words = said.split(",")
    if len(words) != 3:
        raise argparse.ArgumentTypeError("three, with commas between")
    return dict(zip(("rare", "frequent", "two"), words, strict=True))


def _saved(path: Path) -> dict:
    if found := read(path):
        return found
    sys.exit(f"{path} is missing: measure first, with --save")


def _measured(options) -> dict:
    source = Source(options.jsonl, options.words)
    with (
        _folder(options.keep) as folder,
        prepared(options.databases, options.sizes, folder, source, _say) as sites,
    ):
        databases = measure(sites, source, options.rounds, _say)
    return result(databases, options.sizes, options.rounds, source.name)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        yield keep
    else:
        with tempfile.TemporaryDirectory(prefix="socialstrategy-bench-") as folder:
            yield Path(folder)


def _say(line: str):
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
