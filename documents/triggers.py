"""The database's own refusal to change a paper, its print or a received file: they are written once.

Rows may be added. SQLite drops a table's triggers silently when a migration rebuilds the table: a migration that alters
one of them ends with install().
"""

REFUSED = {
    "documents_storedfile": "收到的文件不得修改",
    "documents_paper": "印发的文书不得修改",
    "documents_print": "文书的PDF不得修改",
}


def install(connection):
    """Create the triggers, replacing any of the same name."""
    remove(connection)
    with connection.cursor() as cursor:
        for table, message in REFUSED.items():
            name = f"{table}_no_update"
            if connection.vendor == "sqlite":
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
                )
                continue
            # The same class of error as SQLite's: Django raises IntegrityError on both.
            cursor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END$$"
            )
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def remove(connection):
    """Drop the triggers that are there."""
    with connection.cursor() as cursor:
        for table in REFUSED:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {table}_no_update() CASCADE")
