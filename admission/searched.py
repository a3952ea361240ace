"""Searching cases by name and number: by the pieces of what is searched for, then by the very text that the seat may read.

One row a case (`Searched`) holds the texts in the form in which they are compared, as the registry's index does for duties
(decision record 0015). `written` makes it agree with the case, in the transaction of the act that changed it.
"""

from django.db.models import BooleanField, Case, F, Func, Value, When

from accounts.models import UnitKind
from admission import queries
from admission.models import Searched
from registry.normalize import pieces, searchable
from registry.search_index import word_pieces

TEXTS = ("number", "own", "handed_in", "sent")


def index(schema_editor):
    """PostgreSQL finds by the pieces which cases can have a word; of the few that SQLite holds each is compared."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX admission_searched_pieces ON admission_searched USING gin (string_to_array(pieces, ' '))"
        )


def words_of(text):
    """The searchable words of what was typed; None where nothing of it can be searched for, as in a bracket alone."""
    words = [word for word in map(searchable, text.split()) if word]
    return words if words or not text.strip() else None


def having(cases, text, by):
    """Those of the cases, which the seat may see, whose name as it may read it or whose number has each word of the text."""
    words = words_of(text)
    if words is None:
        return cases.none()
    if not words:
        return cases
    said = _said_to(by)
    held = Holding("searched__pieces", [piece for word in words for piece in word_pieces(word)])
    cases = cases.filter(held, searched__isnull=False)
    for word in words:
        cases = cases.filter(_Says(said, Value(word)) | _Says(F("searched__number"), Value(word)))
    return cases


def _said_to(by):
    """The name as the unit may read it: as `queries.named`."""
    if by.unit.kind == UnitKind.UPPER:
        return F("searched__sent")
    own = queries.is_own(by)
    return Case(When(own, then=F("searched__own")), default=F("searched__handed_in"))


class _Says(Func):
    """Whether the text has the word: not by LIKE, which PostgreSQL takes to hold of next to nothing, whatever the pieces say."""

    output_field = BooleanField()
    arity = 2

    def as_sql(self, compiler, connection, **more):
        return super().as_sql(
            compiler, connection, function="INSTR", template="%(function)s(%(expressions)s) <> 0"
        )

    def as_postgresql(self, compiler, connection, **more):
        return super().as_sql(
            compiler, connection, function="STRPOS", template="%(function)s(%(expressions)s) <> 0"
        )


class Holding(Func):
    """Whether a column of pieces has all of these; where there is no index of them the texts alone decide."""

    output_field = BooleanField()

    def __init__(self, column, asked):
        self.asked = asked
        super().__init__(F(column))

    def as_sql(self, compiler, connection, **more):
        return "1 = 1", []

    def as_postgresql(self, compiler, connection, **more):
        column, params = compiler.compile(self.source_expressions[0])
        return f"string_to_array({column}, ' ') @> %s::text[]", [*params, self.asked]


def begun(case):
    """The row of a new case."""
    _write(Searched(case=case), case)


def written(case, *, sent=False):
    """Make the row agree with the case as it stands; `sent`: its text just went to the upper body. At most one statement, of a
    case that was read with its row."""
    _write(getattr(case, "searched", None) or Searched(case=case), case, sent)


def _write(row, case, sent=False):
    version, before = case.version, _texts(row)
    row.number, row.own = searchable(case.number), searchable(version.name if version else "")
    if version and version.frozen_at:
        row.handed_in = row.own
    if sent:
        row.sent = row.own
    if row.pk is None or before != _texts(row):
        row.pieces = pieces_of(_texts(row))
        row.save()


def _texts(row):
    return [getattr(row, name) for name in TEXTS]


def pieces_of(texts):
    """Every two characters that stand together in one of the texts, and every one."""
    return " ".join(dict.fromkeys(piece for text in texts for piece in [*pieces(text), *text]))
