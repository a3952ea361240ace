"""The rules of the house that a reader may rely on, checked on the source itself."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

from tests import ordinary
from tests.browser.addresses import PARTS

# Each may import itself and what stands before it.
ORDER = [
    "audit",
    "accounts",
    "regimes",
    "workday",
    "documents",
    "registry",
    "admission",
    "jointmeeting",
    "supervision",
    "voice",
    "config",
    "demo",
]
# The common look of fields, dates, charts and error pages, and how a query is composed: stands before all of them, and
# imports none of them.
LOOK = (
    "config.among",
    "config.collecting",
    "config.forms",
    "config.templatetags",
    "config.charts",
    "config.views",
    "config.composed",
    "config.counting",
    "config.together",
)
ROOT = Path(settings.BASE_DIR)
FILES = sorted(path for app in ORDER for path in (ROOT / app).rglob("*.py"))
TREES = {path.relative_to(ROOT): ast.parse(path.read_text()) for path in FILES}
WRITTEN = {path: tree for path, tree in TREES.items() if "migrations" not in path.parts}

# "admission.Application": a model named by a string is an import too.
MODEL_BY_NAME = re.compile(rf"({'|'.join(ORDER)})\.[A-Z]\w+")
BULK = {"bulk_create", "bulk_update", "abulk_create", "abulk_update"}
UPDATE = {"update", "aupdate", "update_or_create", "aupdate_or_create", "get_or_create"}


def imports(tree):
    """Dotted names of the modules, and of the models named by strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and MODEL_BY_NAME.fullmatch(str(node.value)):
            yield node.value


def room(name):
    is_look = f"{name}.".startswith(tuple(f"{module}." for module in LOOK))
    return "look" if is_look else name.split(".")[0]


def module(path):
    return ".".join(path.with_suffix("").parts)


def calls(tree, names):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def functions(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def places(found):
    """{(path, node)} as "path:line", so that a failure names the line."""
    return [f"{path}:{node.lineno}" for path, node in found]


def of_name(name):
    """actions.py, actions_paper.py and everything in a package actions/."""
    for path, tree in WRITTEN.items():
        if path.stem == name or path.stem.startswith(f"{name}_") or name in path.parts[1:-1]:
            yield path, tree


@pytest.mark.parametrize("app", ["look", *ORDER])
def test_imports_run_one_way(app):
    rooms = ["look", *ORDER]
    allowed = set(rooms[: rooms.index(app) + 1])

    upward = {
        f"{path}: {name}"
        for path, tree in WRITTEN.items()
        if room(module(path)) == app
        for name in imports(tree)
        if room(name) in rooms and room(name) not in allowed
    }

    assert upward == set()


def test_two_apps_know_nothing_of_each_other():
    pair = {"jointmeeting", "supervision"}

    across = {
        f"{path}: {name}"
        for path, tree in WRITTEN.items()
        if room(module(path)) in pair
        for name in imports(tree)
        if room(name) in pair - {room(module(path))}
    }

    assert across == set()


@pytest.mark.parametrize(
    ("app", "folders"),
    [
        ("audit", ("",)),
        ("accounts", ("",)),
        ("regimes", ("",)),
        ("documents", ("",)),
        ("registry", ("",)),
        ("admission", ("", "pages/")),
        ("jointmeeting", ("",)),
        ("workday", ("",)),
        ("supervision", ("",)),
        ("voice", ("",)),
    ],
)
def test_every_module_stands_in_the_readme(app, folders):
    """In the table of its app; and the table names none that is gone."""
    told = (ROOT / "README.md").read_text(encoding="utf-8").partition(f"`{app}/` 里的模块")[2]
    table = re.split(r"里的模块|^## ", told, flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| `.*$", table, re.MULTILINE)
    plain = {"__init__.py", "apps.py", "urls.py", "models.py"}
    modules = {path for folder in folders for path in (ROOT / app).glob(f"{folder}*.py")}
    names = {str(path.relative_to(ROOT / app)) for path in modules if path.name not in plain}

    assert names == {name for row in rows for name in re.findall(r"`([\w/]+\.py)`", row)}


def test_state_is_never_written_past_the_transitions():
    def says_state(node):
        named = any(keyword.arg == "state" for keyword in node.keywords)
        return named or any(
            isinstance(part, ast.Constant) and part.value == "state" for part in ast.walk(node)
        )

    updates = [
        (path, node)
        for path, tree in WRITTEN.items()
        for node in calls(tree, UPDATE)
        if any(keyword.arg == "state" for keyword in node.keywords)
    ]
    bulk = [
        (path, node)
        for path, tree in WRITTEN.items()
        for node in calls(tree, BULK)
        if any(says_state(part) for part in ast.walk(node) if isinstance(part, ast.Call))
    ]

    assert places(updates) == []
    assert places(bulk) == []


def test_a_case_is_never_made_in_a_state():
    made = [
        (path, node)
        for path, tree in WRITTEN.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"Application", "Application.objects.create"}
        and any(keyword.arg == "state" for keyword in node.keywords)
    ]

    assert places(made) == []


def test_actions_know_no_request():
    known = [
        (path, node)
        for path, tree in of_name("actions")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "request")
        or (isinstance(node, ast.arg) and node.arg == "request")
    ]

    assert places(known) == []


def test_a_lock_lets_foreign_keys_be_checked():
    """FOR UPDATE keeps out the FOR KEY SHARE of foreign keys, taken at commit after the audit head: a deadlock."""
    strict = [
        (path, node)
        for path, tree in WRITTEN.items()
        for node in calls(tree, {"select_for_update"})
        if not any(
            word.arg == "no_key" and getattr(word.value, "value", None) is True for word in node.keywords
        )
    ]

    assert places(strict) == []


def test_no_signals_no_save_overrides():
    signals = [
        path
        for path, tree in WRITTEN.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"django.db.models.signals", "django.dispatch"}
    ]
    overrides = [
        (path, node)
        for path, tree in of_name("models")
        for node in functions(tree)
        if node.name in {"save", "delete"}
    ]

    assert signals == []
    assert places(overrides) == []


def test_rules_cited_are_written_down():
    """What `settled 24` and `I-43` in the code refer to stands in docs/design/."""
    design = ROOT / "docs" / "design"
    settled = set(re.findall(r"^(\d+)\.", (design / "settled.md").read_text(), re.MULTILINE))
    kept = set(re.findall(r"I-\d+", (design / "invariants.md").read_text()))
    cited = "".join((ROOT / path).read_text() for path in TREES)

    assert set(re.findall(r"settled (\d+)", cited)) - settled == set()
    assert set(re.findall(r"\bI-\d+", cited)) - kept == set()


def test_files_stay_small():
    long = {str(path): len((ROOT / path).read_text().splitlines()) for path in WRITTEN}

    assert {path: lines for path, lines in long.items() if lines > 400} == {}


def test_views_stay_small():
    long = [
        (path, node)
        for path, tree in of_name("views")
        for node in functions(tree)
        if node.end_lineno - node.lineno + 1 > 25
    ]

    assert places(long) == []


def test_every_file_has_an_owner():
    homeless = {"utils", "helpers", "common", "core", "misc", "tools"}

    assert [str(path) for path in TREES if homeless & {path.stem, *path.parts[:-1]}] == []


def test_what_waits_for_the_release_is_there():
    """A renamed file would quietly be part of the ordinary run again."""
    for begins in {*ordinary.left(False), *ordinary.left(True)}:
        path, _, test = begins.partition("::")
        assert (ROOT / path).exists() or list(ROOT.glob(f"{path}*.py")), path
        if not test:
            continue
        text = (ROOT / path).read_text()
        name, _, part = test.rpartition("::")[2].rstrip("]").partition("[")
        assert f"def {name}(" in text
        assert not part or part in PARTS


# The material the product was designed from stands beside the working tree where it is made, and nowhere else.
OUTSIDE = re.compile(rb"\.\./+shared|shared/(design|seeds|data)|/ *['\"]shared['\"]")
READABLE = {*ORDER, "templates", "static", "fixtures", "tests", "script", "deploy", ".ci", ""}


@pytest.mark.parametrize(
    ("line", "outside"),
    [
        (b'open("../shared/data/streets.csv")', True),
        (b'ROOT.parent / "shared" / "data"', True),
        (b"cat ../../shared/seeds/*.txt", True),
        (b'path("meetings/shared/", shared.index)', False),
        (b'SHARED = "shared", "..."', False),
    ],
)
def test_what_would_be_read_from_outside_is_recognised(line, outside):
    assert bool(OUTSIDE.search(line)) == outside


def test_nothing_is_read_from_outside_the_working_tree():
    """What is needed is copied into fixtures/ with its source and licence beside it."""
    found = [
        str(path.relative_to(ROOT))
        for name in READABLE
        for path in ((ROOT / name).rglob("*") if name else ROOT.glob("*"))
        if path.is_file()
        and path.suffix not in (".md", ".pyc")
        and path not in (ROOT / ".git", Path(__file__))
        if OUTSIDE.search(path.read_bytes())
    ]

    assert found == []


def test_no_address_goes_by_the_name_of_another():
    """Across all apps: `reverse` would silently lead to the one that was included last."""
    named = Counter(named_addresses(get_resolver()))

    assert [name for name, times in named.items() if times > 1] == []


def named_addresses(resolver):
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from named_addresses(each)
        elif each.name:
            yield each.name
