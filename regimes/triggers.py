"""The database's own refusal to change or delete a version of a county's rules, or what was answered of them: cases end under the
version they began with, and answers are public.

Rows may be added. SQLite drops a table's triggers silently when a migration rebuilds the table: a migration that alters
one of them ends with install().
"""

REFUSED = {"regimes_regime": "载入的制度", "regimes_interpretation": "公布的解释"}
OPERATIONS = {"UPDATE": "不得修改", "DELETE": "不得删除"}


def _each():
    for table, what in REFUSED.items():
        for operation, refused in OPERATIONS.items():
            yield table, operation, f"{table}_no_{operation.lower()}", f"{what}{refused}"


def _sqlite_sql(table, operation, name, message):
    return f"CREATE TRIGGER {name} BEFORE {operation} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _postgresql_body(message):
    # The same class of error as SQLite's: Django raises IntegrityError on both.
    return f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END"


def _postgresql_sql(table, operation, name):
    return f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def missing(connection):
    """Names of the triggers that are absent, switched off or not as installed."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            expected = {(each[2], _sqlite_sql(*each)) for each in _each()}
        else:
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc "
                "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgenabled IN ('O', 'A')"
            )
            expected = {(each[2], _postgresql_sql(*each[:3]), _postgresql_body(each[3])) for each in _each()}
        return sorted(name for name, *_ in expected - set(cursor.fetchall()))


def install(connection):
    """Create the triggers, replacing any of the same name."""
    remove(connection)
    with connection.cursor() as cursor:
        for table, operation, name, message in _each():
            if connection.vendor == "sqlite":
                cursor.execute(_sqlite_sql(table, operation, name, message))
                continue
            body = _postgresql_body(message)
            cursor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
            cursor.execute(_postgresql_sql(table, operation, name))


def remove(connection):
    """Drop the triggers that are there: for tests that flush the database, and for reverse migrations."""
    with connection.cursor() as cursor:
        for _, _, name, _ in _each():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
