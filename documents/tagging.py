"""The tags of a bound file: what was received gets some that claim no more than is known, and the structures of all parts
become one. Loaded by the binder alone (documents/binder.py), without Django.
"""

import re
from collections import defaultdict
from copy import copy

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator, String, Token, TokenType

LANGUAGE = "zh-CN"
WORDS = 40  # bytes of text on a page that is read out; with fewer, such as a scanner's mark, it is a picture
LOOKED_AT = 32 * 1024**2  # of unpacked content of a file, for text; a page beyond it is a picture
UNMARKED = 16 * 1024**2  # likewise; what is beyond keeps its marks, and they count for nothing
MARKS = re.compile(rb"\b(BMC|BDC|EMC|MP|DP)\b")


def tag_pages(pdf, title, name):
    """Tag what has no tags of its own: an article of its pages, which claims no more than that they are there. A page with
    words is read out, another is a picture that is named. What is on a page becomes one drawing: no mark in it, opened or
    closed, reaches out of it, and none counts."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Art, P=root, T=title, K=Array()))
    root.K, room = Array([whole]), LOOKED_AT
    for n, page in enumerate(pdf.pages, 1):
        words, room = _words(page, room)
        tag = Name.Span if words >= WORDS else Name.Figure
        # The page as it was: its content is asked for when it is written. TypeError where a box is none.
        as_it_was = pikepdf.Page(pdf.make_indirect(copy(page.obj)))
        whole_page, _ = (pikepdf.Rectangle(each) for each in (page.mediabox, page.trimbox))
        if not (whole_page.width and whole_page.height):
            raise ValueError(
                "no area"
            )  # a reader takes a size of its own then, and would show nothing of the drawing
        box = whole_page.as_array()
        drawn = as_it_was.as_form_xobject(handle_transformations=False)
        drawn.BBox = box
        page.obj.Resources = Dictionary(XObject=Dictionary(Page=drawn))
        page.obj.Contents = pdf.make_stream(f"{tag} <</MCID 0>> BDC /Page Do EMC".encode())
        element = Dictionary(Type=Name.StructElem, S=tag, P=whole, Pg=page.obj, K=0)
        if tag == Name.Figure:
            element.Alt, element.Lang = f"{name}，第{n}页，共{len(pdf.pages)}页", LANGUAGE
            element.A = Dictionary(O=Name.Layout, BBox=box)
        whole.K.append(pdf.make_indirect(element))
    pdf.Root.StructTreeRoot = root
    _unmark_all(pdf)


class _Unmarked(pikepdf.TokenFilter):
    """Content as it was without its marks; those stay that hide a layer or say in letters what is drawn, without a number."""

    def __init__(self):
        super().__init__()
        self.waiting, self.stays = [], []  # operands of no operator yet; of each mark that is open

    def handle_token(self, token):
        if token.type_ == TokenType.name_ and token.raw_value == b"/MCID":
            token = Token(TokenType.name_, b"/Was")
        self.waiting.append(token)
        if token.type_ not in (TokenType.word, TokenType.inline_image):
            return None
        said, self.waiting = self.waiting, []
        if token.raw_value in (b"BMC", b"BDC"):
            names = [each.raw_value for each in said if each.type_ == TokenType.name_]
            self.stays.append(names[:1] == [b"/OC"] or b"/ActualText" in names)
            stays = self.stays[-1]
        elif token.raw_value == b"EMC":
            stays = bool(self.stays) and self.stays.pop()
        else:
            stays = token.raw_value not in (b"MP", b"DP")
        return said if stays else Token(TokenType.space, b"\n")


def _unmark_all(pdf):
    """Take the marks out of drawings: they are of a structure that was left behind. Readers know no marks within a mark."""
    room = UNMARKED
    for each in pdf.objects:
        if not isinstance(each, pikepdf.Stream) or each.get("/Subtype") != "/Form":
            continue
        try:
            content = each.read_bytes()
        except (pikepdf.PdfError, pikepdf.DataDecodingError, pikepdf.DependencyError):
            return  # it may have taken long to find out: as if no room were left
        room -= len(content)
        if room < 0:
            return
        if MARKS.search(content):
            page = pdf.make_indirect(Dictionary(Type=Name.Page, Contents=each))
            each.write(pikepdf.Page(page).get_filtered_contents(_Unmarked()))


def _words(page, room):
    """(how many bytes of text it shows, counted until they are enough; what is left of `room`, of unpacked content)."""
    todo, seen, words = [page.obj], set(), 0
    while todo and words < WORDS:
        each = todo.pop()
        streams = [each] if isinstance(each, pikepdf.Stream) else listed(each.get("/Contents"))
        room -= sum(_size(part, room) for part in streams if isinstance(part, pikepdf.Stream))
        if room < 0:
            break
        drawings = _held(_held(each, "/Resources", Dictionary), "/XObject", Dictionary)
        try:
            shown = pikepdf.parse_content_stream(each, "Tj TJ ' \" Do")
        except MemoryError:
            raise
        except Exception:  # noqa: S112 - whatever is wrong with it: what cannot be read is not read out
            continue
        for operands, operator in shown:
            if operator == Operator("Do"):
                drawn = _held(drawings, str(operands[0]) if operands else "", pikepdf.Stream)
                if drawn is not None and drawn.get("/Subtype") == "/Form" and drawn.objgen not in seen:
                    seen.add(drawn.objgen)
                    todo.append(drawn)
            else:
                texts = [text for each in operands for text in listed(each)]
                words += sum(len(bytes(text)) for text in texts if isinstance(text, String))
    return words, room


def _size(stream, room):
    """How much it unpacks to, if it is packed into what is left at all; what cannot be unpacked takes up all that is left,
    since it may have taken long to find out."""
    if (packed := len(stream.read_raw_bytes())) > room:
        return packed
    try:
        return len(stream.read_bytes())
    except (pikepdf.PdfError, pikepdf.DataDecodingError, pikepdf.DependencyError):
        return room + 1


def _held(found, key, kind):
    """What a dictionary holds there, if it is one and that of the kind."""
    held = found.get(key) if found is not None and key.startswith("/") else None
    return held if isinstance(held, kind) else None


def listed(found):
    """One or several of it, as a list."""
    return list(found) if isinstance(found, Array) else [] if found is None else [found]


def _unsign(pdf):
    """Take the fields out: a signature is of its file alone."""
    if "/AcroForm" not in pdf.Root:
        return
    del pdf.Root.AcroForm
    for page in pdf.pages:
        if "/Annots" in page.obj:
            page.obj.Annots = Array(each for each in page.obj.Annots if each.Subtype != "/Widget")


class Structure:
    """The structure of all parts as one: each an element below that of the document, in their order."""

    def __init__(self, made, title):
        self.made = made
        self.root = made.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        whole = Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root, K=Array())
        whole.T, whole.Lang = title, LANGUAGE
        self.whole = made.make_indirect(whole)
        self.root.K = Array([self.whole])
        self.holders = []  # of each page, of its marks: {mark: element}
        self.annotations = []  # (annotation, its element)
        self.names = {}  # elements by their ID

    def take(self, pdf, title):
        """Append its pages and their structure."""
        if "/StructTreeRoot" not in pdf.Root:
            tag_pages(pdf, title, title)
        _unsign(pdf)
        first = len(self.made.pages)
        self.made.pages.extend(pdf.pages)
        tree = self.made.copy_foreign(pdf.Root.StructTreeRoot)
        part = Part(f"{len(self.whole.K) + 1}.", tree)
        for element in listed(tree.get("/K")):
            if element.S == "/Document":
                element.S, element.T, element.Lang = Name.Part, title, str(pdf.Root.get("/Lang", LANGUAGE))
            element.P = self.whole
            self.whole.K.append(element)
            part.walk(element)
        self.names |= part.names
        for page in list(self.made.pages)[first:]:
            held = part.marks[page.obj.objgen]
            unmark(self.made, page, held)
            self.holders.append(held)
            links = [each for each in listed(page.obj.get("/Annots")) if each.objgen in part.annotations]
            self.annotations += [(each, part.annotations[each.objgen]) for each in links]
            if links:
                page.obj.Annots = links
            elif "/Annots" in page.obj:
                del page.obj.Annots

    def close(self):
        """Say in the catalogue, on the pages and in the annotations where their elements are."""
        parents = []
        for n, (page, held) in enumerate(zip(self.made.pages, self.holders, strict=True)):
            page.obj.StructParents, page.obj.Tabs = n, Name.S
            parents += [n, [held.get(mark) for mark in range(max(held, default=-1) + 1)]]
        for n, (annotation, element) in enumerate(self.annotations, len(self.holders)):
            annotation.StructParent = n
            parents += [n, element]
        self.root.ParentTree = self.made.make_indirect(Dictionary(Nums=Array(parents)))
        self.root.ParentTreeNextKey = len(self.holders) + len(self.annotations)
        if self.names:
            names = Array(each for name in sorted(self.names) for each in (String(name), self.names[name]))
            self.root.IDTree = self.made.make_indirect(Dictionary(Names=names))
        self.made.Root.StructTreeRoot = self.root
        self.made.Root.MarkInfo = Dictionary(Marked=True)


class Part:
    """What the elements of a part hold. Their IDs are the part's alone, so they get a prefix; roles and classes of its own
    are written out."""

    def __init__(self, prefix, tree):
        self.prefix = prefix.encode()
        self.roles, self.classes = tree.get("/RoleMap", {}), tree.get("/ClassMap", {})
        self.marks = defaultdict(dict)  # of each page: {mark: its element}
        self.annotations, self.names = {}, {}  # their elements

    def walk(self, top):
        """From that element down."""
        todo, seen = [top], {top.objgen}
        while todo:
            element = todo.pop()
            self._write_out(element)
            for kid in listed(element.get("/K")):
                if isinstance(kid, int):
                    self.marks[element.Pg.objgen][kid] = element
                elif kid.get("/Type") == "/MCR":
                    self.marks[kid.get("/Pg", element.get("/Pg")).objgen][int(kid.MCID)] = element
                elif kid.get("/Type") == "/OBJR":
                    self.annotations[kid.Obj.objgen] = element
                elif not kid.is_indirect or kid.objgen not in seen:
                    seen.add(kid.objgen)
                    todo.append(kid)

    def _write_out(self, element):
        for _ in self.roles:
            element.S = self.roles.get(str(element.S), element.S)
        if "/C" in element:
            classes = [each for name in listed(element.C) for each in listed(self.classes.get(str(name)))]
            element.A = Array([*classes, *listed(element.get("/A"))])  # what comes last holds
            del element.C
        if "/ID" in element:
            self.names[name := self.prefix + bytes(element.ID)] = element
            element.ID = String(name)
        if "/A" in element:
            for each in listed(element.A):
                if isinstance(each, Dictionary) and "/Headers" in each:
                    each.Headers = Array(String(self.prefix + bytes(name)) for name in each.Headers)


def unmark(pdf, page, held):
    """Make artifacts of the marks that are not `held`: the press leaves what stands in the margin to no element."""
    begins, artifact = Operator("BDC"), ContentStreamInstruction([Name.Artifact], Operator("BMC"))
    content = list(pikepdf.parse_content_stream(page))
    for n, each in enumerate(content):
        said = each.operands[1] if each.operator == begins else None
        if isinstance(said, Dictionary) and "/MCID" in said and int(said.MCID) not in held:
            content[n] = artifact
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(content))
