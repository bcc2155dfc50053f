"""A result as lines for the terminal and as Markdown tables."""

from tests.bench.results import LABELS, Row, conversation, rows

GROWS, SAYS_MORE = "▲", "△"
SAME = 0.02  # of a number


def text(found: dict, earlier: dict | None = None) -> str:
    """One table for each database; with an earlier result, by how much each page has changed."""
    return "\n\n".join(_text_of(found, earlier, database) for database in found["databases"])


def _text_of(found: dict, earlier: dict | None, database: str) -> str:
    heads = [f"{size:,}" for size in found["sizes"]]
    lines = [f"{_title(found, database)}: CPU ms of a page, by number of notes"]
    lines += [_line("", heads, "growth", " ", "queries", "kB", "since" if earlier else "")]
    before = rows(earlier)
    for key, row in rows(found).items():
        if row.database == database:
            change = _percent(row.change_since(before.get(key)))
            lines.append(_line(row.page, _ms(row, found), *_rest(row), change))
    lines.append(_comment_line(found, database))
    lines += [f"loaded {size}: {cost}" for size, cost in _loading(found, database)]
    return "\n".join(filter(None, lines))


def _title(found: dict, database: str) -> str:
    data = found["databases"][database]
    return data["version"] + ("" if data["server_counted"] else " (without its server's time)")


def _line(name, ms, growth, sign, queries, size, change) -> str:
    numbers = "".join(f"{value:>10}" for value in ms)
    return f"{name:32}{numbers}{growth:>9} {sign}{queries:>9}{size:>16}{change:>8}".rstrip()


def _ms(row: Row, found: dict) -> list[str]:
    """A dash where a site has no such page."""
    return [f"{row.costs[s]['ms']:.2f}" if s in row.costs else "–" for s in found["sizes"]]


def _rest(row: Row) -> tuple[str, str, str, str]:
    """Growth, its sign, queries and kB: of the smallest and the largest site where they differ."""
    queries = _both(row.queries, "{}")
    size = _both([cost["bytes"] / 1000 for cost in row.costs.values()], "{:.1f}")
    return f"{row.growth:.2f}", _sign(row), queries, size


def _sign(row: Row) -> str:
    if not row.grows:
        return " "
    return SAYS_MORE if row.says_more else GROWS


def _both(values: list[float], form: str) -> str:
    """A larger number is some bytes longer: that is no difference."""
    few, many = values[0], values[-1]
    is_same = abs(many - few) <= SAME * many
    return form.format(many) if is_same else f"{form.format(few)} → {form.format(many)}"


def _percent(change: float | None) -> str:
    return "" if change is None else f"{change:+.0f} %"


def _comment_line(found: dict, database: str) -> str:
    costs = conversation(found, database)
    if costs is None:
        return ""
    each = costs.ms_per_comment
    said = "the page shows no more of them" if each is None else f"{each:.4f} ms a comment"
    return (
        f"comments: none {costs.none:.2f} ms (the note's page), 100 {costs.hundred:.2f} ms,"
        f" 1,000 {costs.thousand:.2f} ms: {said}"
    )


def _loading(found: dict, database: str):
    for size, cost in found["databases"][database]["loading"].items():
        counts = f"{cost['notes']:,} notes, {cost['comments']:,} comments"
        yield f"{int(size):,}", f"{counts}, {cost['cpu_s']} s of CPU without the server's"


def growing(found: dict) -> list[str]:
    """Each with its sign."""
    return [
        f"{_sign(row)} {LABELS[row.database]}: {row.page}"
        for row in rows(found).values()
        if row.grows
    ]


def markdown(found: dict) -> str:
    """What was measured with what, and the tables, for docs/performance.md."""
    return "\n\n".join([_context(found), *(_table(found, name) for name in found["databases"])])


def _context(found: dict) -> str:
    versions = [data["version"] for data in found["databases"].values()]
    parts = [f"Python {found['python']}", f"Django {found['django']}", *versions]
    commit = f", commit `{found['commit']}`" if found["commit"] else ""
    notes = "our own notes" if found["source"] == "generated" else f"notes of `{found['source']}`"
    return f"Measured on {found['made_on']}{commit}: {', '.join(parts)}; {notes}."


def _table(found: dict, database: str) -> str:
    heads = ["page", *(f"{size:,}" for size in found["sizes"]), "growth", "", "queries", "kB"]
    lines = [f"### {_title(found, database)}", ""]
    lines += [_cells(heads), _cells(["---"] + ["---:"] * (len(heads) - 1))]
    for row in rows(found).values():
        if row.database == database:
            lines.append(
                _cells([row.page, *_ms(row, found), *(cell.strip() for cell in _rest(row))])
            )
    if comments := _comment_line(found, database):
        lines += ["", f"{comments[0].upper()}{comments[1:]}."]
    return "\n".join(lines)


def _cells(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
