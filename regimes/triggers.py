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


def install(connection):
    """Create the triggers, replacing any of the same name."""
    remove(connection)
    with connection.cursor() as cursor:
        for table, operation, name, message in _each():
            if connection.vendor == "sqlite":
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {operation} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
                )
                continue
            # The same class of error as SQLite's: Django raises IntegrityError on both.
            cursor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END$$"
            )
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def remove(connection):
    """Drop the triggers that are there: for tests that flush the database, and for reverse migrations."""
    with connection.cursor() as cursor:
        for _, _, name, _ in _each():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
