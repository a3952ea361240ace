"""How many texts hold a word at most: what is known of the search index, read now and then.

PostgreSQL's own statistics say which pieces are common and how rare all others are; before the first ANALYZE nothing is known.
SQLite keeps none: some of its texts, which lie as far apart as they can, tell which pieces are common.
"""

import time
from collections import Counter
from itertools import chain

from django.db import connection

KEPT = 600  # seconds that what was read is believed; lists do not change their nature within
TELLING = 3  # pieces of a long word that are asked for at least
ANY = ""  # what is known of a text, whatever its column
SAMPLE, FEWEST = 200, 1000  # texts of SQLite's index that are looked at; of so many at least
COMMON = 0.5  # what so large a share of them hold keeps hardly any text out
STATISTICS = """
    SELECT attname, most_common_elems::text::text[], most_common_elem_freqs, reltuples
    FROM pg_stats JOIN pg_class ON pg_class.oid = %s::regclass
    WHERE schemaname = current_schema() AND tablename = %s AND most_common_elems IS NOT NULL
"""
_read = {}  # {database: (until when, {column or ANY: (texts, {piece: its share of them}, the most that any other has)})}


def rarest(pieces, table, column=ANY):
    """Of the pieces of one word, which is compared with the texts anyway, those that keep most texts out: all that the column's
    statistics do not call common, and TELLING at least; all of them where nothing is known. Every further one would be looked for
    in each text of a county, to keep hardly any out.
    """
    if len(pieces) <= TELLING or column not in (known := _known(table)):
        return pieces
    _, shares, _ = known[column]
    common = sorted(filter(shares.get, pieces), key=shares.get)
    return [piece for piece in pieces if piece not in common[max(TELLING - len(pieces) + len(common), 0) :]]


def most_holding(words, columns, table):
    """The most texts that hold all of the words, each given as its pieces, in one of the columns; None where unknown."""
    known = _known(table)
    if not words or not all(column in known for column in columns):
        return None
    return min(sum(_most(known[column], pieces) for column in columns) for pieces in words)


def _most(known, pieces):
    texts, shares, otherwise = known
    return texts * min(shares.get(piece, otherwise) for piece in pieces)


def _known(table):
    name, now = connection.settings_dict["NAME"], time.monotonic()
    until, known = _read.get(name, (now, {}))
    if until <= now:
        known = dict(_sampled(table) if connection.vendor == "sqlite" else _statistics(table))
        _read[name] = (now + KEPT, known)
    return known


def _statistics(table):
    with connection.cursor() as cursor:
        cursor.execute(STATISTICS, [table, table])
        for column, pieces, shares, texts in cursor.fetchall():
            # after the pieces' own shares stand the least and the greatest of them
            yield column, (texts, dict(zip(pieces, shares, strict=False)), shares[len(pieces)])


def _sampled(table):
    """Of ANY column: FTS5 keeps the texts that hold a piece in one list, and reads of it what holds it in any."""
    with connection.cursor() as cursor:
        ends = f"SELECT rowid FROM {table} ORDER BY rowid"  # noqa: S608 - names of ours
        first, last = (cursor.execute(f"{ends} {way} LIMIT 1").fetchone() for way in ("ASC", "DESC"))
        texts = last[0] - first[0] if first else 0
        if texts < FEWEST:
            return
        one = f"SELECT * FROM {table} WHERE rowid >= %s ORDER BY rowid LIMIT 1"  # noqa: S608 - names of ours
        sample = [cursor.execute(one, [first[0] + at * texts // SAMPLE]).fetchone() for at in range(SAMPLE)]
    numbers = Counter(chain.from_iterable(set(" ".join(held).split()) for held in sample))
    shares = {piece: number / SAMPLE for piece, number in numbers.items() if number >= COMMON * SAMPLE}
    yield ANY, (texts, shares, COMMON)
