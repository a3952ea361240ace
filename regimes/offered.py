"""What an application chooses from and promises, in the words of the county's own file, and which steps of the list others than
the county take: a part of `schema.Rules`."""

from accounts.words import SOURCES
from regimes import states


def cited_by(clauses):
    """（第六条）, by what the clauses name; "" where all of them are the county's own choice."""
    articles = dict.fromkeys(each.article for each in clauses if each.article)
    return f"（{'、'.join(articles)}）" if articles else ""


def sources_of(clauses):
    """第六条、本县自定: where the clauses come from, each once."""
    return "、".join(dict.fromkeys(each.source for each in clauses))


def listed(labels):
    """已办结、到期; divided by ； where one of them is a list itself."""
    labels = list(labels)
    return ("；" if any(sign in label for label in labels for sign in "、，") else "、").join(labels)


class Offered:
    """Whose the steps of the list are, where a temporary duty comes from, what goes along with a duty, why a listed one changes or
    ends."""

    @property
    def list_steps_of_others(self) -> tuple:
        """The steps of a next edition that neither the office nor who records the county's decisions takes; where those units stand
        the file does not say (`registry.draft_path.steps_above`)."""
        bodies = self.bodies
        own = {bodies.office.unit_key, *(body.office_unit_key for body in bodies.decision)}
        return tuple(step for step in self.list_steps if step.unit_key not in own)

    @property
    def sources_of_temporary(self) -> dict[str, str]:
        """{key: words} of where a temporary duty may come from here, in the file's order."""
        own = {key: each.label for key, each in self.temporary_sources.items()}
        return own or SOURCES

    @property
    def cited_sources(self) -> str:
        """（第六条）, by what it names where a temporary duty comes from; "" where that is the county's own choice."""
        return cited_by(self.temporary_sources.values())

    def temporary_source(self, key: str) -> str:
        """One of them, in the usual words where the file does not have it (any more); "" of nothing."""
        return self.sources_of_temporary.get(key) or SOURCES.get(key, "")

    def promise_called(self, key: str) -> str:
        """A guarantee in a word (经费), or in the county's own (资金: 通渭 第10项)."""
        clause = self.guarantees[key]
        return states.PROMISES[key] if clause.label == states.GUARANTEES[key] else clause.short

    def grounds_of(self, kind: str) -> dict[str, str]:
        """{key: words} of why such an application may be made here, in the file's order."""
        return {key: each.label for key, each in self.grounds.get(kind, {}).items()}

    def ground_called(self, kind: str, key: str) -> str:
        """One of them, in the usual words where the file does not have it (any more); "" of nothing."""
        return self.grounds_of(kind).get(key) or states.GROUNDS.get(key, "")

    def ground_source(self, kind: str, key: str = "") -> str:
        """The article of one of them, of all of them where none is named, or 本县自定."""
        offered = self.grounds.get(kind, {})
        chosen = [offered[key]] if key in offered else offered.values()
        return sources_of(chosen) or self.paths[kind].source

    def grounds_told(self, kind: str) -> str:
        """已办结、到期（第四条）: all of them, each article behind what it names."""
        told = {}
        for each in self.grounds.get(kind, {}).values():
            told.setdefault(each.source, []).append(each.label)
        return "；".join(f"{listed(labels)}（{source}）" for source, labels in told.items())
