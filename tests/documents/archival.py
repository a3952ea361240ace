"""What ISO 19005-2 asks of a PDF/A-2a file, as far as it matters for ours, read without what makes them.

No free validator stands in a package registry that the set-up uses; this is written from the standard's clauses.
"""

import io
import re

import pikepdf
from fontTools.ttLib import TTFont

STANDARD = re.compile(  # ISO 32000-1, 14.8.4
    "Document|Part|Art|Sect|Div|BlockQuote|Caption|TOCI?|Index|NonStruct|Private|P|H[1-6]?|L|LI|Lbl|LBody|Table|T[RHD]|THead|"
    "TBody|TFoot|Span|Quote|Note|Reference|BibEntry|Code|Link|Annot|Ruby|Warichu|Figure|Formula|Form"
)
FORBIDDEN_ACTION = re.compile(
    "Launch|Sound|Movie|ResetForm|ImportData|Hide|SetOCGState|Rendition|Trans|GoTo3DView|JavaScript"
)
NESTED, LONGEST_STRING, LONGEST_NAME = 28, 32767, 127


def problems(content):
    """What the file does not keep of the standard, each with its clause."""
    found = list(_file(content))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found += [*_document(pdf), *_structure(pdf), *_annotations(pdf)]
        for number, page in enumerate(pdf.pages, 1):
            found += [f"page {number}: {each}" for each in _page(page)]
    return found


def _file(content):
    first, second, *_ = content.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]\r?", first):
        yield "6.1.2 header"
    if not second.startswith(b"%") or sum(byte > 127 for byte in second[1:5]) < 4:
        yield "6.1.2 no binary comment"
    if not re.search(rb"%%EOF[\r\n]{0,2}$", content):
        yield "6.1.3 something stands behind the end"


def _document(pdf):
    root, trailer = pdf.Root, pdf.trailer
    if len(trailer.get("/ID", [])) != 2 or pdf.is_encrypted:
        yield "6.1.3 no ID, or encrypted"
    if {"/AA", "/OCProperties", "/NeedsRendering", "/Requirements"} & set(root.keys()):
        yield "6.5.2, 6.9, 6.11 something else in the catalogue"
    if {"/EmbeddedFiles", "/AlternatePresentations", "/JavaScript"} & set(root.get("/Names", {}).keys()):
        yield "6.8, 6.10 embedded files or scripts"
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream):
            filters = each.get("/Filter", [])
            names = {str(name) for name in (filters if isinstance(filters, pikepdf.Array) else [filters])}
            if names & {"/LZWDecode", "/Crypt"} or {"/F", "/FFilter", "/FDecodeParms"} & set(each.keys()):
                yield "6.1.7 stream"
            if each.get("/Subtype") == "/Form" and {"/OPI", "/PS", "/Ref"} & set(each.keys()):
                yield "6.2.9 form XObject"
            if each.get("/Subtype") == "/Image" and (
                each.get("/Interpolate") or {"/OPI", "/Alternates"} & set(each.keys())
            ):
                yield "6.2.8 image"
        if isinstance(each, pikepdf.Dictionary):
            if FORBIDDEN_ACTION.fullmatch(str(each.get("/S", ""))[1:]) and each.get("/Type") != "/StructElem":
                yield f"6.5.1 action {each.S}"
            if {"/TR", "/HTP"} & set(each.keys()) and each.get("/Type") == "/ExtGState":
                yield "6.2.5 graphics state"
            if max(map(len, each.keys()), default=0) > LONGEST_NAME + 1:
                yield "6.1.13 name"
        if isinstance(each, pikepdf.String) and len(bytes(each)) > LONGEST_STRING:
            yield "6.1.13 string"
    yield from _intent(root)
    yield from _metadata(pdf)


def _intent(root):
    intents = [each for each in root.get("/OutputIntents", []) if each.S == "/GTS_PDFA1"]
    if len(intents) != 1:
        yield "6.2.3 output intent"
        return
    profile = intents[0].DestOutputProfile.read_bytes()
    kind, space, version, size = (
        profile[12:16],
        profile[16:20],
        profile[8],
        int.from_bytes(profile[:4], "big"),
    )
    if kind not in (b"prtr", b"mntr") or version >= 5 or profile[36:40] != b"acsp" or size != len(profile):
        yield "6.2.3 profile"
    if space != b"RGB " or intents[0].DestOutputProfile.N != 3:
        yield "6.2.3 profile's colours"


def _metadata(pdf):
    if (
        pdf.Root.Metadata.get("/Type") != "/Metadata"
        or b"encoding=" in pdf.Root.Metadata.read_bytes()[:100].split(b"?>")[0]
    ):
        yield "6.6.2 metadata stream"
    with pdf.open_metadata() as xmp:
        if (xmp.get("pdfaid:part"), xmp.get("pdfaid:conformance")) != ("2", "A"):
            yield "6.6.4 what it claims"
        info = pdf.docinfo
        if str(info.get("/Title", "")) != xmp.get("dc:title") or not xmp.get("dc:title"):
            yield "6.6.3 title"
        if str(info.get("/Producer", "")) != (xmp.get("pdf:Producer") or ""):
            yield "6.6.3 producer"
        if "/Author" in info and str(info.Author) != "、".join(xmp.get("dc:creator") or []):
            yield f"6.6.3 author {info.Author} {xmp.get('dc:creator')}"
        for name, said in (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate")):
            digits = [
                re.sub(r"\D", "", text)[:8] for text in (str(info.get(name, "")), str(xmp.get(said) or ""))
            ]
            if digits[0] != digits[1]:
                yield f"6.6.3 {name}"


def _structure(pdf):
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "6.7.2 not marked"
        return
    if not re.fullmatch(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", str(root.get("/Lang", ""))):
        yield "6.7.4 language"
    todo = [root.StructTreeRoot.K]
    while todo:
        each = todo.pop()
        if isinstance(each, pikepdf.Array):
            todo += list(each)
        elif isinstance(each, pikepdf.Dictionary) and "/S" in each:
            if not STANDARD.fullmatch(str(each.S)[1:]):
                yield f"6.7.3 {each.S}"
            if each.S == "/Figure" and not {"/Alt", "/ActualText"} & set(each.keys()):
                yield "6.7.5 a figure without words"
            todo += [each.K] if "/K" in each else []


def _annotations(pdf):
    form = pdf.Root.get("/AcroForm", {})
    if form.get("/NeedAppearances") or "/XFA" in form:
        yield "6.4 form"
    for page in pdf.pages:
        for each in page.obj.get("/Annots", []):
            flags, (left, low, right, high) = int(each.get("/F", 0)), each.Rect
            if each.Subtype not in ("/Link", "/Widget") or {"/AA", "/CA"} & set(each.keys()):
                yield f"6.3.1 annotation {each.Subtype}"
            if not flags & 4 or flags & (1 | 2 | 32 | 256):
                yield f"6.3.2 flags {flags}"
            if each.Subtype != "/Link" and (left, low) != (right, high) and "/AP" not in each:
                yield "6.3.3 no appearance"


def _page(page):
    if page.obj.get("/AA"):
        yield "6.5.2 acts"
    if page.obj.get("/Group", {}).get("/CS") == "/DeviceCMYK":
        yield "6.2.10 blending"
    yield from _content(page, page.resources, is_marked=False)


def _content(drawn, resources, *, is_marked):
    """What is wrong with the content of a page or of a drawing on it, which is marked as a whole or says itself what it is."""
    fonts = {name: _Font(font) for name, font in resources.get("/Font", {}).items()}
    for font in fonts.values():
        yield from font.problems()
    states = resources.get("/ExtGState", {})
    used, depth, marks, font = set(), 0, [is_marked], None
    for operands, operator in pikepdf.parse_content_stream(drawn):
        name = str(operator)
        if name == "q":
            depth += 1
            if depth > NESTED:
                yield "6.1.13 nested"
        elif name == "Q":
            depth -= 1
        elif name in ("BMC", "BDC"):
            marks.append(operands[0] == "/Artifact" or (len(operands) > 1 and "/MCID" in operands[1]))
        elif name == "EMC":
            marks.pop()
        elif name in ("k", "K") or (name in ("cs", "CS") and operands[0] == "/DeviceCMYK"):
            yield "6.2.4 colour"
        elif name == "gs":
            state = states.get(str(operands[0]))
            if state is None or state.get("/SMask", "/None") != "/None":
                yield "6.2.2, 6.2.10 state"
        elif name == "Tf":
            font = fonts.get(str(operands[0]))
            if font is None:
                yield "6.2.2 a font that is not named"
        elif name in ("Tj", "TJ"):
            for text in operands[0] if name == "TJ" else operands:
                if isinstance(text, pikepdf.String):
                    codes = bytes(text)
                    used |= {
                        (font, int.from_bytes(codes[at : at + 2], "big")) for at in range(0, len(codes), 2)
                    }
        elif name == "Do":
            form = resources.XObject[operands[0]]
            if form.Subtype == "/Form":
                yield from _content(form, form.get("/Resources", {}), is_marked=any(marks))
        if name in ("Tj", "TJ", "f", "f*", "F", "S", "s", "B", "b", "Do", "sh") and not any(marks):
            yield f"6.7.2 {name} neither tagged nor an artifact"
    if depth or marks != [is_marked]:
        yield "content is not closed"
    for font, code in sorted(used, key=lambda each: (each[0].name, each[1])):
        yield from font.wrong_with(code)


class _Font:
    """A composite font, beside the program that is embedded."""

    def __init__(self, font):
        self.font, self.name = font, str(font.get("/BaseFont"))
        self.descendant = font.DescendantFonts[0] if font.Subtype == "/Type0" else None
        if self.descendant is None:
            return
        descriptor = self.descendant.FontDescriptor
        program = descriptor.get("/FontFile2") or descriptor.get("/FontFile3")
        self.program = None if program is None else TTFont(io.BytesIO(program.read_bytes()), lazy=True)
        self.kind = str(program.get("/Subtype", "")) if program is not None else ""
        self.widths = {}
        runs = list(self.descendant.W)
        while runs:
            first, second, *runs = runs
            if isinstance(second, pikepdf.Array):
                self.widths |= {int(first) + n: float(width) for n, width in enumerate(second)}
            else:
                self.widths |= dict.fromkeys(range(int(first), int(second) + 1), float(runs.pop(0)))
        said = font.ToUnicode.read_bytes().decode("ascii") if "/ToUnicode" in font else ""
        self.unicode = {
            int(code, 16): text for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", said)
        }

    def problems(self):
        if self.descendant is None or self.program is None:
            yield f"6.2.11.4 {self.name} is not embedded"
            return
        if self.font.Encoding not in ("/Identity-H", "/Identity-V"):
            yield f"6.2.11.3 {self.name} {self.font.Encoding}"
        if self.descendant.Subtype == "/CIDFontType2" and "/CIDToGIDMap" not in self.descendant:
            yield f"6.2.11.3 {self.name} has no CIDToGIDMap"
        if self.kind and self.kind not in ("/OpenType", "/CIDFontType0C"):
            yield f"6.2.11.4 {self.name} {self.kind}"
        if "/CIDSystemInfo" not in self.descendant or not re.match(r"/[A-Z]{6}\+", self.name):
            yield f"6.2.11 {self.name}"
        held = self.descendant.FontDescriptor.get("/CIDSet")
        if held is not None:
            bits = held.read_bytes()
            lacking = [
                code for code in self.widths if not bits[code // 8 : code // 8 + 1] or not bits[code // 8] & 128 >> code % 8
            ]  # fmt: skip
            if lacking:
                yield f"6.2.11.4.2 {self.name} {lacking[:5]}"

    def wrong_with(self, code):
        """What is wrong with a code that is shown: glyph 0, no width or another, no character."""
        if code == 0:
            yield f"6.2.11.8 .notdef of {self.name}"
        if self.unicode.get(code, "").lower() in ("", "0000", "feff", "fffe"):
            yield f"6.2.11.7 {self.name} {code}: no character"
        if self.program is None:
            return
        order = self.program.getGlyphOrder()
        if code >= len(order):
            yield f"6.2.11.4 {self.name} {code}: no glyph"
            return
        meant = self.program["hmtx"][order[code]][0] * 1000 / self.program["head"].unitsPerEm
        if abs(self.widths.get(code, 1000) - meant) > 1:
            yield f"6.2.11.5 {self.name} {code}: {self.widths.get(code)} instead of {meant}"
