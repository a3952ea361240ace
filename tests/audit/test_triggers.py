"""The database itself refuses to change an event, and says when it no longer would."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from audit import triggers
from audit.models import Event
from audit.record import verify
from tests.audit.test_record import write

ALL = ["audit_event_no_update", "audit_event_no_delete"]


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


FORBIDDEN = [
    ("UPDATE audit_event SET verb = 'accept'", "审计记录只可追加，不得修改"),
    ("UPDATE audit_event SET verb = verb WHERE seq = 1", "审计记录只可追加，不得修改"),
    ("DELETE FROM audit_event", "审计记录只可追加，不得删除"),
    ("DELETE FROM audit_event WHERE seq = 1", "审计记录只可追加，不得删除"),
]
ON_POSTGRESQL = [
    ("TRUNCATE audit_event", "审计记录只可追加，不得清空"),
    (
        "INSERT INTO audit_event SELECT * FROM audit_event ON CONFLICT (seq) DO UPDATE SET verb = 'accept'",
        "审计记录只可追加，不得修改",
    ),
    (
        "SET LOCAL session_replication_role = replica; DELETE FROM audit_event",
        "审计记录只可追加，不得删除",
    ),
]
ON_SQLITE = [
    ("REPLACE INTO audit_event SELECT * FROM audit_event", "审计记录只可追加，不得覆盖"),
    (
        "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event",
        "审计记录只可追加，不得覆盖",
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "message"),
    [
        *FORBIDDEN,
        *(pytest.param(*row, marks=pytest.mark.postgres) for row in ON_POSTGRESQL),
        *(pytest.param(*row, marks=pytest.mark.sqlite_only) for row in ON_SQLITE),
    ],
)
def test_changing_an_event_is_refused(sql, message):
    event = write()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        run(sql)

    assert str(refusal.value).splitlines()[0] == message
    assert list(Event.objects.values_list("hash", flat=True)) == [event.hash]


@pytest.mark.django_db
def test_django_itself_cannot_change_an_event():
    event = write()

    for change in (
        lambda: Event.objects.update(verb="accept"),
        lambda: Event.objects.all().delete(),
        event.save,
        event.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.django_db
def test_the_migrations_leave_the_triggers_in_place():
    assert triggers.missing(connection) == []
    assert triggers.present(connection)


@pytest.mark.django_db
def test_install_and_remove_may_be_repeated():
    triggers.install(connection)
    triggers.install(connection)
    assert triggers.present(connection)

    triggers.remove(connection)
    triggers.remove(connection)
    assert triggers.missing(connection)[:2] == ALL
    assert not triggers.present(connection)

    triggers.install(connection)
    assert triggers.present(connection)


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_sqlite_table_has_lost_its_triggers_and_verify_says_so():
    write()
    old = Event._meta.get_field("verb")
    new = models.TextField(default="")
    new.set_attributes_from_name("verb")
    new.model = Event

    with connection.schema_editor() as editor:
        editor.alter_field(Event, old, new)
    gone = [*ALL, "audit_event_no_replace"]
    assert str(verify()) == f"防改触发器缺失或被改动：{'、'.join(gone)}"

    with connection.schema_editor() as editor:
        editor.alter_field(Event, new, old)
    triggers.install(connection)
    assert verify() is None


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    "sabotage",
    [
        "ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_update",
        "DROP TRIGGER audit_event_no_update ON audit_event",
        "CREATE OR REPLACE FUNCTION audit_event_no_update() RETURNS trigger "
        "LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE OR REPLACE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event FOR EACH STATEMENT "
        "WHEN (false) EXECUTE FUNCTION audit_event_no_update(); "
        "ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_no_update",
    ],
)
def test_a_switched_off_trigger_is_noticed_on_postgresql(sabotage):
    run(sabotage)

    assert triggers.missing(connection) == ["audit_event_no_update"]


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_an_emptied_trigger_is_noticed_on_sqlite():
    run("DROP TRIGGER audit_event_no_delete")
    run("CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event BEGIN SELECT 1; END")

    assert triggers.missing(connection) == ["audit_event_no_delete"]


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_another_connection_cannot_replace_an_event_either():
    """One without the PRAGMA recursive_triggers, on which REPLACE fires no DELETE trigger."""
    event = write()
    run("PRAGMA recursive_triggers = OFF")
    try:
        with pytest.raises(IntegrityError, match="不得覆盖"):
            run("REPLACE INTO audit_event SELECT * FROM audit_event")
    finally:
        run("PRAGMA recursive_triggers = ON")

    assert Event.objects.get().hash == event.hash
