"""The database's own refusal to change or delete an event, on SQLite and PostgreSQL.

SQLite drops a table's triggers silently when a migration rebuilds the table: a migration that alters
Event ends with install(). INSERT OR REPLACE fires no DELETE trigger without the PRAGMA recursive_triggers of the
settings: another connection's is refused by a trigger of its own.
"""

TABLE = "audit_event"
REFUSALS = {
    "UPDATE": "审计记录只可追加，不得修改",
    "DELETE": "审计记录只可追加，不得删除",
    "TRUNCATE": "审计记录只可追加，不得清空",
    "INSERT": "审计记录只可追加，不得覆盖",
}
ONLY = {"TRUNCATE": "postgresql", "INSERT": "sqlite"}


def _sqlite_sql(operation):
    there = f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE seq = NEW.seq) "  # noqa: S608
    about = there if operation == "INSERT" else ""
    return (
        f"CREATE TRIGGER {_name(operation)} BEFORE {operation} ON {TABLE} {about}"
        f"BEGIN SELECT RAISE(ABORT, '{REFUSALS[operation]}'); END"
    )


def _postgresql_body(operation):
    # The same class of error as SQLite's: Django raises IntegrityError on both.
    return (
        f"BEGIN RAISE EXCEPTION '{REFUSALS[operation]}' USING ERRCODE = 'integrity_constraint_violation'; END"
    )


def _postgresql_sql(operation):
    name = _name(operation)
    return f"CREATE TRIGGER {name} BEFORE {operation} ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"


def _name(operation):
    return f"{TABLE}_no_{'replace' if operation == 'INSERT' else operation.lower()}"


def _operations(connection):
    return [op for op in REFUSALS if ONLY.get(op, connection.vendor) == connection.vendor]


def install(connection):
    """Create the triggers, replacing any of the same name."""
    remove(connection)
    with connection.cursor() as cursor:
        for operation in _operations(connection):
            name = _name(operation)
            if connection.vendor == "sqlite":
                cursor.execute(_sqlite_sql(operation))
                continue
            cursor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${_postgresql_body(operation)}$$"
            )
            cursor.execute(_postgresql_sql(operation))
            # ALWAYS: session_replication_role = replica does not switch it off.
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}")


def remove(connection):
    """Drop the triggers that are there: for tests that flush the database, and for reverse migrations."""
    with connection.cursor() as cursor:
        for operation in _operations(connection):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(operation)}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {_name(operation)}() CASCADE")


def missing(connection):
    """Names of the triggers that are absent, switched off or not as installed."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
            )
            expected = {_name(op): _sqlite_sql(op) for op in _operations(connection)}
        else:
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc "
                "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE t.tgrelid = to_regclass(%s) AND t.tgenabled = 'A'",
                [TABLE],
            )
            expected = {
                _name(op): (_postgresql_sql(op), _postgresql_body(op)) for op in _operations(connection)
            }
            found = set(cursor.fetchall())
            return [name for name, texts in expected.items() if (name, *texts) not in found]
        found = dict(cursor.fetchall())
    return [name for name, text in expected.items() if found.get(name) != text]


def present(connection):
    return not missing(connection)
