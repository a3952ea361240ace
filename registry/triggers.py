"""The database's own refusal to change what is written once: versions' texts, editions, their entries and steps.

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
    "entered_at",
)
REFUSED = {
    "registry_dutyversion": (f"UPDATE OF {', '.join(VERSION_TEXTS)}", "事项文本不得修改"),
    "registry_edition": ("UPDATE", "已公布的清单不得修改"),
    "registry_editionentry": ("UPDATE", "已公布的清单不得修改"),
    "registry_editionstep": ("UPDATE", "已登记的审核结果不得修改"),
}


def _name(table):
    return f"{table}_no_update"


def install(connection):
    """Create the triggers, replacing any of the same name."""
    remove(connection)
    with connection.cursor() as cursor:
        for table, (event, message) in REFUSED.items():
            name = _name(table)
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


def remove(connection):
    """Drop the triggers that are there."""
    with connection.cursor() as cursor:
        for table in REFUSED:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table)}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {_name(table)}() CASCADE")
