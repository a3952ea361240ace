"""The tags of a PDF, read from ISO 32000-1, 14.7 and 14.8, without what makes them."""

import io
from collections import Counter, defaultdict

import pdfplumber
import pikepdf

from tests.documents.archival import STANDARD

LANGUAGE = "zh-CN"


def broken(content):
    """What is wrong with the tags: a mark that no element holds, or two, or another than the page says; a page or an
    annotation that does not say where its elements are; an unknown role, a picture without words, an unknown ID."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
            return ["not marked"]
        found = [] if root.get("/Lang") == LANGUAGE else ["no language"]
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
            found.append("the title is not shown")
        tree, reached, wrong = root.StructTreeRoot, *_walked(root.StructTreeRoot)
        parents = dict(pikepdf.NumberTree(tree.ParentTree))
        return [*found, *wrong, *_pages(pdf, reached, parents), *_others(tree, parents, reached)]


def _walked(tree):
    """({(page, mark) or annotation: its elements}, what is wrong) of all elements, none of them met twice."""
    reached, wrong, met = defaultdict(list), [], set()
    todo = [(each, tree) for each in _several(tree.K)]
    while todo:
        element, parent = todo.pop()
        if element.objgen in met or not element.is_indirect:
            wrong.append(f"{element.S} is met twice, or by nobody else")
            continue
        met.add(element.objgen)
        if element.P.objgen != parent.objgen or element.get("/Type", "/StructElem") != "/StructElem":
            wrong.append(f"{element.S} has another parent")
        if not STANDARD.fullmatch(str(element.S)[1:]):
            wrong.append(f"the role {element.S}")
        if element.S == "/Figure" and not str(element.get("/Alt", "")):
            wrong.append("a figure without words")
        for kid in _several(element.get("/K", [])):
            if isinstance(kid, int):
                reached[element.Pg.objgen, kid].append(element)
            elif kid.get("/Type") == "/MCR":
                reached[kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID)].append(element)
            elif kid.get("/Type") == "/OBJR":
                reached[kid.Obj.objgen].append(element)
            else:
                todo.append((kid, element))
    return reached, wrong


def _pages(pdf, reached, parents):
    keys, marks = Counter(), set()
    for number, page in enumerate(pdf.pages, 1):
        key = page.obj.get("/StructParents")
        keys[key] += 1
        held = list(parents.get(key, [])) if key is not None else []
        drawn = _marks(page)
        if len(drawn) != len(set(drawn)):
            yield f"page {number}: a mark is drawn twice"
        for mark in drawn:
            marks.add((page.obj.objgen, mark))
            elements = reached[page.obj.objgen, mark]
            if len(elements) != 1:
                yield f"page {number}: the mark {mark} is in {len(elements)} elements"
            elif mark >= len(held) or held[mark] is None or held[mark].objgen != elements[0].objgen:
                yield f"page {number}: the mark {mark} is said to be elsewhere"
        if any(each is not None for n, each in enumerate(held) if n not in drawn):
            yield f"page {number}: an element of a mark that is not drawn"
        for annotation in page.obj.get("/Annots", []):
            (element,) = reached[annotation.objgen] or [None]
            key = annotation.get("/StructParent")
            keys[key] += 1
            if element is None or key not in parents or parents[key].objgen != element.objgen:
                yield f"page {number}: an annotation without an element"
    if None in keys or set(keys.values()) != {1} or set(parents) != set(keys):
        yield "pages and annotations have not a key each"
    if {each for each in reached if isinstance(each[0], tuple)} - marks:
        yield "an element holds a mark that is not drawn"


def _marks(page):
    """The marks of its content. Those in a drawing count only where that says where its elements are, which none does."""
    drawings = list(page.resources.get("/XObject", {}).values())
    assert not any({"/StructParents", "/StructParent"} & set(each.keys()) for each in drawings)
    return [
        int(operands[1].MCID)
        for operands, operator in pikepdf.parse_content_stream(page, "BDC")
        if operator == pikepdf.Operator("BDC")
        and isinstance(operands[1], pikepdf.Dictionary)
        and "/MCID" in operands[1]
    ]


def _others(tree, parents, reached):
    if tree.get("/ParentTreeNextKey", 0) <= max(parents, default=-1):
        yield "the next key is taken"
    elements, named, asked = _elements(tree), {}, set()
    for each in elements:
        if "/ID" in each:
            if bytes(each.ID) in named:
                yield f"two are called {bytes(each.ID)}"
            named[bytes(each.ID)] = each.objgen
        for attribute in _several(each.get("/A", [])):
            if isinstance(attribute, pikepdf.Dictionary):
                asked |= {bytes(name) for name in attribute.get("/Headers", [])}
    said = dict(pikepdf.NameTree(tree.IDTree)) if named else {}
    if {name.encode(): each.objgen for name, each in said.items()} != named:
        yield "the names are not as they are listed"
    if asked - set(named):
        yield f"a cell names heads that are not there: {asked - set(named)}"


def _elements(top):
    """All elements below it, in the order in which they are read."""
    for kid in _several(top.get("/K", [])):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def parts(content):
    """Of each element right below the document: (role, title, language, its text in the order of the tree; of what is read
    out in its place, that)."""
    with pikepdf.open(io.BytesIO(content)) as pdf, pdfplumber.open(io.BytesIO(content)) as read:
        numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        texts = defaultdict(str)
        for n, page in enumerate(read.pages):
            for each in page.chars:
                texts[n, each["mcid"]] += each["text"]
        (document,) = _several(pdf.Root.StructTreeRoot.K)
        assert document.S == "/Document"
        held = _several(document.K) if _several(document.K)[0].S in ("/Part", "/Art") else [document]
        return [
            (str(each.S), str(each.get("/T", "")), str(each.get("/Lang", "")), _read(each, numbers, texts))
            for each in held
        ]


def _read(element, numbers, texts):
    if "/Alt" in element:
        return f"【{element.Alt}】"
    return "".join(
        texts[numbers[element.Pg.objgen], kid] if isinstance(kid, int) else _read(kid, numbers, texts)
        for kid in _several(element.get("/K", []))
    )


def _several(found):
    return list(found) if isinstance(found, pikepdf.Array) else [found]
