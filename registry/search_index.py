"""The index behind search and similar duties: every text by its two-character pieces (decision record 0015).

A table beside the versions, kept by the database's own index: on PostgreSQL three tsvector columns with GIN, on
SQLite an FTS5 table, and another one of the names alone. Each column also holds the county's code and its first two and
four digits, so that a search within a county, a city or a province meets the other counties' rows not at all.

It is written by the verbs that write versions: put() after, forget() before a version is taken away. No trigger, no
signal, no foreign key (emptying the versions must not ask for this table).
"""

from itertools import chain, islice

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from accounts.succession import other_names
from registry import hit_facts, rarity
from registry.filling import fill
from registry.models import Duty, DutyVersion
from registry.normalize import normalized, pieces, search_lines, without_signs

TABLE = "registry_gram"
COLUMNS = ("name", "duties", "rest")
# FTS5 keeps the places of a word in all columns together and reads them all to find it in one; a word that is everywhere
# but in no name would take its time for nothing.
NAMES = "registry_gram_of_names"
BATCH = 500
# A tsvector holds a megabyte; nothing a person writes has as many different pieces.
MOST_PIECES = 50_000
# What the words for counties and areas begin with: they stand beside the pieces, but are no text.
AREA = "area"
# A word is looked up by so many of its pieces; what is found is compared with the whole word anyway.
ENOUGH = 16
# What was written last waits in a list that every search reads from end to end, four megabytes if nothing is said; of a table of
# millions PostgreSQL puts it in its place by itself hardly ever.
WAITING = "gin_pending_list_limit = 256"  # kB
NOTHING = '""'  # what SQLite is asked for where no text is to be found
# Every character that a searchable text keeps is part of a piece, whatever SQLite's own tables say of it.
TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*''"


# -------------------------------------------------------------------------- what is indexed


def parts(duty, facts, department, document_number="", names=()):
    """{column: texts} of a version: its duty, what it says, its leading department if any, its 文号, and what else the department is looked
    for by (`accounts.succession.other_names`)."""
    return {
        "name": [facts.name],
        "duties": [facts.township_duties, facts.department_duties, facts.boundary],
        "rest": [
            duty.code,
            *((department.name, department.short_name) if department else ()),
            facts.basis,
            document_number,
            duty.category.name if duty.category_id else "",
            *names,
            *map(str, (getattr(facts, "texts", None) or {}).values()),
        ],
    }


def lines(duty, facts, department, document_number="", names=()):
    """{column: searchable lines} of a version; `facts` may be the version itself."""
    found = parts(duty, facts, department, document_number, names)
    return {column: search_lines(*texts) for column, texts in found.items()}


def text(lines):
    """What DutyVersion.search_text has to be, by the version's lines."""
    return "\n".join(dict.fromkeys(chain.from_iterable(lines.values())))


def lines_of(version, names=()):
    """The lines of a version with its duty and department."""
    return lines(version.duty, version, version.department, version.document_number, names)


def scopes(code):
    """The words for a county's code and the areas it lies in: 450323 lies in 4503 and 45."""
    return [f"{AREA}{code[:digits]}" for digits in (2, 4)] + [f"{AREA}{code}"]


def row(version, names=()):
    """(pk, pieces of the name, of the duties, of the rest) of a version with its duty, county and department."""
    return version.pk, *columns_of(lines_of(version, names), version.duty.county.code)


def columns_of(lines, code):
    """The pieces of each column of such lines, and the areas that a county of that code lies in."""
    plain = [
        without_signs(line) for line in lines["name"]
    ]  # names are compared with each other without % and _
    where = scopes(code)
    for texts in (dict.fromkeys([*lines["name"], *plain]), lines["duties"], lines["rest"]):
        found = dict.fromkeys(chain.from_iterable(map(pieces, texts)))
        yield [*islice(found, MOST_PIECES), *where]


# ---------------------------------------------------------------------------- writing it


def create(schema_editor):
    """The table, empty. Called by the migration."""
    if schema_editor.connection.vendor == "sqlite":
        columns = ", ".join(COLUMNS)
        _create_fts5(schema_editor, TABLE, columns, detail="column")
        create_names(schema_editor)
        return
    columns = ", ".join(f"{column} tsvector NOT NULL" for column in COLUMNS)
    schema_editor.execute(f"CREATE TABLE {TABLE} (version_id bigint PRIMARY KEY, {columns})")
    index(schema_editor)


def create_names(schema_editor):
    """SQLite's table of the names, where it is not there yet."""
    _create_fts5(schema_editor, NAMES, COLUMNS[0], detail="none")


def _create_fts5(schema_editor, table, columns, detail):
    schema_editor.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} "
        f"USING fts5({columns}, detail={detail}, prefix='1', tokenize='{TOKENIZER}')"
    )


def index(schema_editor):
    """The GIN indexes of PostgreSQL; a load of a whole list makes them last."""
    for column in COLUMNS:
        schema_editor.execute(
            f"CREATE INDEX {TABLE}_{column} ON {TABLE} USING gin ({column}) WITH ({WAITING})"
        )


def drop(schema_editor):
    for table in tables(schema_editor.connection):
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}")


def tables(database):
    """{table: columns} of the index."""
    return {TABLE: COLUMNS} | ({NAMES: COLUMNS[:1]} if database.vendor == "sqlite" else {})


def put(versions):
    """Index the versions as they are stored, replacing what was there; a list of any length, in the same transaction."""
    pks = [version.pk for version in versions]
    stored = DutyVersion.objects.select_related("duty__county", "duty__category", "department")
    for start in range(0, len(pks), BATCH):
        some = list(stored.filter(pk__in=pks[start : start + BATCH]))
        names = other_names({version.department_id for version in some})
        write(connection, (row(version, names[version.department_id]) for version in some))
    hit_facts.put(pks)


def forget(pks):
    """Take versions out of the index: for whoever takes a version away, which no verb does."""
    key, pks = ("rowid" if connection.vendor == "sqlite" else "version_id"), list(pks)
    with connection.cursor() as cursor:
        for start in range(0, len(pks), BATCH):
            batch = pks[start : start + BATCH]
            marks = ", ".join(["%s"] * len(batch))
            for table in tables(connection):
                cursor.execute(f"DELETE FROM {table} WHERE {key} IN ({marks})", batch)  # noqa: S608 - names of ours
    hit_facts.forget(pks)


def write(database, rows):
    """Put rows (see `row`) in the place of those with the same pk."""
    rows = [(pk, *map(" ".join, texts)) for pk, *texts in rows]
    if not rows:
        return
    columns = ", ".join(COLUMNS)
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            # INSERT OR REPLACE of a table of this kind takes the old row's pieces out by itself
            cursor.executemany(
                f"INSERT OR REPLACE INTO {TABLE} (rowid, {columns}) VALUES (%s, %s, %s, %s)",  # noqa: S608
                rows,
            )
            cursor.executemany(
                f"INSERT OR REPLACE INTO {NAMES} (rowid, name) VALUES (%s, %s)",  # noqa: S608
                _names(rows),
            )
            return
        one = ", ".join(["array_to_tsvector(string_to_array(%s, ' '))"] * len(COLUMNS))
        replaced = ", ".join(f"{column} = EXCLUDED.{column}" for column in COLUMNS)
        cursor.execute(
            f"INSERT INTO {TABLE} (version_id, {columns}) VALUES {', '.join([f'(%s, {one})'] * len(rows))} "  # noqa: S608
            f"ON CONFLICT (version_id) DO UPDATE SET {replaced}",
            list(chain.from_iterable(rows)),
        )


def append(rows, copy=None):
    """The rows (see `row`) of versions that were never indexed: as many as there are, sooner than `write`; `copy` as in
    `filling.copying`."""
    form = _FORMS[connection.vendor]
    append_stored(((pk, *map(form, columns)) for pk, *columns in rows), copy)


def append_stored(rows, copy=None):
    """Likewise of rows whose pieces are `stored` already."""
    if connection.vendor != "sqlite":
        fill(TABLE, ["version_id", *COLUMNS], rows, copy)
        return
    rows = list(rows)
    fill(TABLE, ["rowid", *COLUMNS], rows)
    fill(NAMES, ["rowid", COLUMNS[0]], _names(rows))


def _names(rows):
    return (row[:2] for row in rows)


def stored(pieces):
    """The pieces as the database's own form of a column; no piece holds a quote or a blank, which are in no folded text."""
    return _FORMS[connection.vendor](pieces)


def _quoted(pieces):
    return "'" + "' '".join(pieces) + "'" if pieces else ""


_FORMS = {"sqlite": " ".join, "postgresql": _quoted}


def rebuild(county=None):
    """Fold and index every version anew, or those of one county. Returns their number.

    For a new edition of OpenCC or of the folding here; in batches, each a transaction of its own.
    """
    within = {"duty__county": county} if county else {}
    versions = DutyVersion.objects.filter(**within).select_related(
        "duty__county", "duty__category", "department"
    )
    number = refold(DutyVersion, Duty, versions, connection, other_names)
    for some in _batches(versions.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            hit_facts.put(some)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in tables(connection):
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - names of ours
    return number


def _batches(pks):
    pks = list(pks)
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


def refold(version_model, duty_model, versions, database, names_of=lambda ids: dict.fromkeys(ids, ())):
    """The stored folded texts and the index of a queryset of versions, in batches; the models may be a migration's, which knows no
    other names of units."""
    last, number = 0, 0
    while batch := list(versions.filter(pk__gt=last).order_by("pk")[:BATCH]):
        with transaction.atomic():
            names = names_of({version.department_id for version in batch})
            for version in batch:
                version.normalized_name = normalized(version.name)
                version.search_text = text(lines_of(version, names[version.department_id]))
                version.duty.normalized_name = normalized(version.duty.name)
            version_model.objects.bulk_update(batch, ["normalized_name", "search_text"])
            duties = {version.duty_id: version.duty for version in batch}
            duty_model.objects.bulk_update(duties.values(), ["normalized_name"])
            write(database, (row(version, names[version.department_id]) for version in batch))
        last, number = batch[-1].pk, number + len(batch)
    return number


# --------------------------------------------------------------------------- asking it


def tiers(words, *areas):
    """Conditions on a version's pk from best to last: every word in the name; in name or duties; anywhere.

    `words` are searchable; `areas` are counties' codes or their first digits, nothing means everywhere. Each is a
    (sql, params) of the pks that may hold the words, exact for words of two characters.
    """
    last = len(COLUMNS)
    ranges = [asked_columns(words, tier) for tier in range(last)]
    return [holding([[word_pieces(word)] for word in words], columns, areas) for columns in ranges]


def asked_columns(words, tier):
    """The columns of a tier. One word: what stands in an earlier one has been found already."""
    return COLUMNS[tier if len(words) == 1 else 0 : tier + 1]


def alike(name, area):
    """Conditions on a version's pk: its name shares four characters in a row with the normalised name, or any two of those
    that are asked for."""
    name_pieces = pieces(name)[:-1] or [name]
    runs = [name_pieces[i : i + 3] for i in range(len(name_pieces) - 2)]
    anything = [[piece] for piece in _telling(name_pieces)]
    return [holding([ways], COLUMNS[:1], [area]) for ways in (runs, anything) if ways]


def _telling(name_pieces):
    """The pieces of which every name alike has one: what is half alike (registry.queries.ALIKE) has a third of the pieces at
    least, what is inside the other has three that stand together. So one in three need not be asked for."""
    spare = (len(name_pieces) - 1) // 3 if len(set(name_pieces)) == len(name_pieces) else 0
    return [piece for place, piece in enumerate(name_pieces) if place % 3 != 2 or place // 3 >= spare]


def word_pieces(word):
    """The pieces by which a word is looked up; one character is looked up by what begins with it."""
    found = list(dict.fromkeys(pieces(word)[:-1])) or [word]
    step = -(-len(found) // ENOUGH)
    return found[::step]


def is_exact(word):
    """Whether the index alone tells which texts hold the word: two characters are one piece; of a longer word the pieces may
    stand apart; what begins with one character is a piece of a text, but for the words that all counties have."""
    return len(word) <= 2 and word != AREA[0]


def holding(groups, columns, areas):
    """(sql, params): pks where of every group one way (all its pieces) stands in one of the columns, in one of the areas."""
    where = [f"{AREA}{area}" for area in areas if area]
    if connection.vendor == "sqlite":
        named = columns == COLUMNS[:1]
        table, asked_in = (NAMES, [""]) if named else (TABLE, [f"{column} : " for column in columns])
        asked = " AND ".join(
            "(" + " OR ".join(_match(column, ways, where) for column in asked_in) + ")" for ways in groups
        )
        asked_for, params = "%s", [asked]
        if not named and not where and len(groups) == len(groups[0]) == len(columns) == 1 < len(groups[0][0]):
            asked_for, params = _if_all_are_held(groups[0][0], asked_in[0], asked)
        return f"SELECT rowid AS pk FROM {table} WHERE {table} MATCH {asked_for}", params  # noqa: S608
    # in one column all groups are one question, which passes over what the rarest of them has not
    together = [groups] if len(columns) == 1 else [[ways] for ways in groups]
    conditions, params = [], []
    for some in together:
        either = [_tsquery(column, some, where) for column in columns]
        conditions.append("(" + " OR ".join(sql for sql, _ in either) + ")")
        params += chain.from_iterable(given for _, given in either)
    return f"SELECT version_id AS pk FROM {TABLE} WHERE {' AND '.join(conditions)}", params  # noqa: S608


def _if_all_are_held(way, column, asked):
    """(sql, params) of what SQLite is asked, or of nothing where no text holds one of the pieces in the column: FTS5 would look for
    every other piece to the end as well before it found that."""
    pieces = rarity.rarest(way, TABLE)
    held = f"EXISTS (SELECT 1 FROM {TABLE} WHERE {TABLE} MATCH %s)"  # noqa: S608 - names of ours
    one_by_one = " AND ".join([held] * len(pieces))
    return f"CASE WHEN {one_by_one} THEN %s ELSE '{NOTHING}' END", [
        *(_match(column, [[piece]], []) for piece in pieces),
        asked,
    ]


def _match(column, ways, where):
    """`column` with a colon, or nothing: of all there are."""
    ways = [rarity.rarest(way, TABLE) for way in ways]
    either = " OR ".join(
        "(" + " AND ".join(f'"{piece}"' + ("*" if len(piece) == 1 else "") for piece in way) + ")"
        for way in ways
    )
    within = " OR ".join(f'"{area}"' for area in where)
    return f"({column}(({within}) AND ({either})))" if where else f"({column}({either}))"


def _tsquery(column, groups, where):
    """A single character is not looked up in GIN, which would read all that begins with it in every county: it is
    looked for in the rows that the other words and the area leave."""
    known, beginning = [" | ".join(f"'{area}'" for area in where)] if where else [], []
    for ways in groups:
        asked = [_all_of(column, way) for way in ways if len(way[0]) > 1]
        starts = [f"'{way[0]}':*" for way in ways if len(way[0]) == 1]
        (beginning if starts else known).append(" | ".join([*starts, *asked]))
    conditions, params = [], []
    if known:
        conditions.append(f"{column} @@ %s::tsquery")
        params.append(" & ".join(f"({each})" for each in known))
    conditions += [f"strip({column}) @@ %s::tsquery"] * len(beginning)
    return "(" + " AND ".join(conditions) + ")", params + beginning


def _all_of(column, way):
    return "(" + " & ".join(f"'{piece}'" for piece in rarity.rarest(way, TABLE, column)) + ")"


def either(conditions):
    """One (sql, params) of the pks of all of them."""
    return " UNION ".join(sql for sql, _ in conditions), [
        value for _, params in conditions for value in params
    ]


def among(condition):
    """RawSQL for `pk__in`: all pks of a condition."""
    return RawSQL(*condition)  # noqa: S611 - built above, what was typed is a parameter
