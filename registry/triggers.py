"""The database's own refusal to change what is written once: versions' texts, editions, their entries and steps. An
edition's 文号 is the one thing of it that may be put right: see `actions.numbers.correct_number`.

Rows of the tables may be added. SQLite drops a table's triggers silently when a migration
rebuilds the table: a migration that alters one of them ends with install().
"""

VERSION_TEXTS = (
    "uuid",
    "duty_id",
    "number",
    "name",
    "department_id",
    "township_duties",
    "department_duties",
    "boundary",
    "basis",
    "transfer_mode",
    "township_role",
    "source_kind",
    "term_from",
    "term_until",
    "why_temporary",
    "guarantee_funding",
    "guarantee_staff",
    "guarantee_technology",
    "guarantee_training",
    "is_public",
    "publication_ground",
    "service_centre",
    "texts",
    "is_corrigendum",
    "corrected_from",
    "entered_at",
)
# where a text comes from; a 勘误 takes it over as it is
VERSION_ORIGIN = ("case", "case_number")
# all of an edition but its organ's number, which 更正 puts right
EDITION = (
    "uuid",
    "county_id",
    "year",
    "number",
    "title",
    "published_on",
    "as_of",
    "published_by",
    "notes",
    "size",
    "added",
    "changed",
    "corrected",
    "ended",
    "sha256",
    "recorded_at",
)
# table: (its columns that no UPDATE may name, none for all of them; what is said)
REFUSED = {
    "registry_dutyversion": ((*VERSION_TEXTS, *VERSION_ORIGIN), "事项文本不得修改"),
    "registry_edition": (EDITION, "已公布的清单不得修改"),
    "registry_editionentry": ((), "已公布的清单不得修改"),
    "registry_editionstep": ((), "已登记的审核结果不得修改"),
}


def _name(table):
    return f"{table}_no_update"


def install(connection):
    """Create the triggers, replacing any of the same name; for tables and columns that earlier migrations made."""
    remove(connection)
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table, (columns, message) in REFUSED.items():
            if table not in there:
                continue
            name, event = _name(table), _event(connection, cursor, table, columns)
            if connection.vendor == "sqlite":
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
                )
                continue
            # The same class of error as SQLite's: Django raises IntegrityError on both.
            cursor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END$$"
            )
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def _event(connection, cursor, table, columns):
    known = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    of = ", ".join(connection.ops.quote_name(column) for column in columns if column in known)
    return f"UPDATE OF {of}" if of else "UPDATE"


def remove(connection):
    """Drop the triggers that are there."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in there & REFUSED.keys():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table)}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {_name(table)}() CASCADE")
