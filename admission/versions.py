"""What changed between two versions, and whom the change touches (settled 3)."""

TOWNSHIPS, RELATED = "townships", "related"


def changed(old, new):
    """Keys of the fields whose text differs: columns by name, the regime's own fields by key."""
    before, after = old.contents(), new.contents()
    keys = {key.removesuffix("_id") for key in before if key != "texts" and before[key] != after[key]}
    texts = before["texts"].keys() | after["texts"].keys()
    return keys | {key for key in texts if before["texts"].get(key, "") != after["texts"].get(key, "")}


def touched(rules, old, new):
    """Unit keys (and “townships”, “related”) that must look again at `new` after having seen `old`."""
    if old.pk == new.pk:
        return frozenset()
    return frozenset(rules.touched_by(changed(old, new)))
