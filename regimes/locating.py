"""The line of a regime file that a problem is about, found by the place which the problem names (fields第3项.key)."""

import re

HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-\"'“”（）\u4e00-\u9fff \t]+?)\s*\]\]?\s*(?:#|$)")
KEY = re.compile(r"^\s*[\"']?([^\s=\"']+)[\"']?\s*=")
ENTRY = re.compile(r"""^\s*\{\s*key\s*=\s*["']([^"']+)["']""")  # of findings, one on each line
LAST_PART = re.compile(r"(?:\.[^.]+|第\d+项)$")
NO_SUCH_KEY = re.compile(r"([\w.]+)：没有“([^”\n]+)”这个")


def lines_of(text):
    """{place: number of its line}, as `reading` and `checks` name places; an entry of a list by its key as well."""
    found, counted, table, inside = {}, {}, "", False
    for number, line in enumerate(text.split("\n"), 1):
        was_inside = inside
        inside ^= line.count('"""') % 2 == 1 or line.count("'''") % 2 == 1
        if was_inside or line.lstrip().startswith("#"):
            continue
        if header := HEADER.match(line):
            table = re.sub(r"""["'“”]|\s""", "", header[2])
            if header[1] == "[[":
                found.setdefault(table, number)
                counted[table] = counted.get(table, 0) + 1
                table = f"{table}第{counted[table]}项"
            found.setdefault(table, number)
        elif entry := ENTRY.match(line):
            found.setdefault(f"{table}.{entry[1]}", number)
        elif key := KEY.match(line):
            found.setdefault(f"{table}.{key[1]}" if table else key[1], number)
            if key[1] in ("key", "unit_key") and "第" in table:
                value = line.partition("=")[2].split("#")[0].strip().strip("\"'")
                found.setdefault(f"{table.partition('第')[0]}.{value}", found[table])
    return found


def located(problem, lines):
    """“第87行 limits.accept.days：…”; as it is where no line of the file is meant (what is missing altogether)."""
    place = problem.partition("：")[0]
    # a key that is not known in a table stands on a line of its own ([grounds.admission], meal = … under [limits])
    if (unknown := NO_SUCH_KEY.match(problem)) and (own := ".".join(unknown.groups())) in lines:
        return f"第{lines[own]}行 {problem}"
    while place and place not in lines:
        shorter = LAST_PART.sub("", place)
        place = shorter if shorter != place else ""
    return f"第{lines[place]}行 {problem}" if place else problem
