"""Which texts a search looks at: in one county all that the index knows, over many as many as it wants, by the least work
(decision record 0015)."""

from django.db import connection

from registry import rarity
from registry.search_index import TABLE, asked_columns, tiers, word_pieces

# A search over more counties than these looks at so many of them first, and by those judges how common a word is.
FEW = 8
PROBED = 4
MORE_COUNTIES = 1.3  # counties differ: so many times as many are looked at as by the first ones should do
A_COUNTY = 6000  # rows that a county has, about: 17 townships of 340 duties
SCATTERED = 100  # places of a word that are read as soon as one row that lies by itself


def held_in(conditions):
    """What the index gives for each condition on a pk (search_index.tiers), as sets; one query."""
    asked = " UNION ALL ".join(
        f"SELECT pk, {at} FROM ({sql}) AS held{at}"  # noqa: S608 - built above
        for at, (sql, _) in enumerate(conditions)
    )
    held = [set() for _ in conditions]
    with connection.cursor() as cursor:
        cursor.execute(asked, [value for _, params in conditions for value in params])
        for pk, at in cursor.fetchall():
            held[at].add(pk)
    return held


def candidates(words, tier, most, *, enough, area, counties, read=None):
    """Lists of what `read` says (the pks alone) of the texts of one of the `tiers` of the words in the area, until there
    are `most` or all; whoever has what it wants stops asking, which `enough` are likely to be. Those the index comes to
    first, about the oldest; of a common word, those of the first of the `counties`: the codes of all that lie in the area,
    in order. A pk may come twice.

    PostgreSQL reads all places of a word before it gives a row, of one that is everywhere hundreds of thousands, and the
    rows lie scattered over the table. A county's word lets it pass over the others and has it read that county's rows
    instead, which lie together. So a word is looked for in one county after the other, a few of them at first, as long as
    that is likely to be less than all its places at once; not at all where the database knows it to be rare.
    """
    read, found, looked, next_ones = read or _pks, 0, 0, PROBED
    while (
        connection.vendor != "sqlite"
        and len(counties) > FEW
        and (looked or not _rare(words, tier, most, counties))
    ):
        some = counties[looked : looked + next_ones]
        # a few at once, by which a long word is done with sooner; more of them one after the other
        if looked:
            pks = read(*_in_turn([tiers(words, code)[tier] for code in some], most - found))
            yield pks
            found += len(pks)
        else:
            for pks in _by_and_by(tiers(words, *some)[tier], most, enough, read):
                yield pks
                found = len(pks)
        looked += len(some)
        if found >= most or looked >= len(counties):
            return
        everywhere = found / looked * len(counties)
        needed = (most - found) / found * looked if found else len(counties)
        if _less_at_once(everywhere, min(needed, len(counties) - looked), most):
            break
        wanted = (enough - found) / found * looked * MORE_COUNTIES if found else 0
        next_ones = max(PROBED, int(wanted) + 1)
    yield from _by_and_by(tiers(words, area)[tier], most, enough, read)


def _by_and_by(condition, most, enough, read):
    """As many as are likely to be enough; then all that are wanted, those again among them: without an order a database need not
    go on where it stopped."""
    pks = read(*_first(condition, min(enough, most)))
    yield pks
    if len(pks) == enough < most:
        yield read(*_first(condition, most))


def _rare(words, tier, most, counties):
    """Whether so few texts hold the words that no county need be looked at by itself."""
    # one character is not looked up in GIN
    known = [word_pieces(word) for word in words if len(word) > 1]
    everywhere = rarity.most_holding(known, asked_columns(words, tier), TABLE)
    if everywhere is None:
        return False
    return _less_at_once(everywhere, len(counties) * min(most / max(everywhere, 1), 1), most)


def _less_at_once(everywhere, needed, most):
    """Whether all places of a word at once are likely to be less work than the lists of so many counties more."""
    return needed * A_COUNTY > everywhere + min(most, everywhere) * SCATTERED


def _first(condition, most):
    """Not ordered on PostgreSQL, which would sort every row that matches to find the lowest."""
    sql, params = condition
    order = "ORDER BY rowid" if connection.vendor == "sqlite" else ""
    return f"{sql} {order} LIMIT {int(most)}", params


def _in_turn(conditions, most):
    """The pks of the first of the conditions, then of the next, which differ in their parameters only; PostgreSQL.

    One question that names many counties would take as long as the square of their number. OFFSET 0: each is planned by
    itself, else the LIMIT would seem to be met soonest by reading the table from its beginning.
    """
    sql, params = conditions[0]
    columns = [f"asked{place}" for place in range(len(params))]
    each = sql % tuple(columns)
    given = ", ".join(["%s::text[]"] * len(columns))
    rows = f"unnest({given}) AS turn({', '.join(columns)}) CROSS JOIN LATERAL ({each} OFFSET 0) AS found"
    by_column = [list(texts) for texts in zip(*(params for _, params in conditions), strict=True)]
    return f"SELECT pk FROM {rows} LIMIT {int(most)}", by_column  # noqa: S608 - names of ours


def _pks(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [pk for (pk,) in cursor.fetchall()]
