"""The prefixes of the county's numbers over all versions of its file: a number once given names one thing for good."""

from regimes import states


def prefixes_of(rules):
    """{series: prefix} of what is numbered, with the usual ones of those that the file does not name."""
    given = {key: prefix for key, prefix in rules.series.items() if key not in states.UNNUMBERED}
    return states.DEFAULT_SERIES | given


def prefixes_taken(rules, earlier):
    """What is wrong with a file that gives a prefix to another series than an earlier version did.

    Each series counts by itself, over all versions: 灵准申〔2026〕1号 would be given twice. A series may have a new prefix.
    """
    used = {}
    for regime in earlier:
        for key, prefix in prefixes_of(regime.rules).items():
            used.setdefault(prefix, {})[key] = regime.version
    for key, prefix in prefixes_of(rules).items():
        for other, version in used.get(prefix, {}).items():
            if other != key:
                yield (
                    f"series.{key}：前缀“{prefix}”第{version}版用于{other}，两种会编出相同的号：各用各的，或者另取一个"
                )
