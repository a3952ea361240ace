"""Electronic signatures: with a certificate of the test's own authority, over the bytes that are kept."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from pyhanko.sign.signers import SimpleSigner

from accounts.models import Notice
from documents import signing
from documents.alone import place
from documents.models import PaperKind, Print
from documents.papers import issue
from documents.printing import MOST_TRIES, print_due

SIGNER = "灵川县示例签名证书"
PASSWORD = "只在环境变量里"
NOW = datetime.now(UTC)


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Authority:
    """A certificate authority, as counties have one."""

    def __init__(self, name="示例根证书"):
        self.key, self.name = ec.generate_private_key(ec.SECP256R1()), named(name)
        self.certificate = self._certificate(self.name, self.key, is_root=True)

    def _certificate(self, subject, key, *, is_root=False, since=-60, days=30):
        made = x509.CertificateBuilder(
            issuer_name=self.name, subject_name=subject, public_key=key.public_key()
        )
        made = made.serial_number(x509.random_serial_number())
        made = made.not_valid_before(NOW + timedelta(days=since)).not_valid_after(NOW + timedelta(days=days))
        made = made.add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        usage = dict.fromkeys(
            ("data_encipherment", "key_encipherment", "key_agreement", "encipher_only", "decipher_only"),
            False,
        )
        made = made.add_extension(
            x509.KeyUsage(
                digital_signature=not is_root,
                content_commitment=not is_root,
                key_cert_sign=is_root,
                crl_sign=is_root,
                **usage,
            ),
            critical=True,
        )
        return made.sign(self.key, hashes.SHA256())

    def give(self, path, holder=SIGNER, **options):
        """A signer's PKCS#12 at that path."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certificate(named(holder), key, **options)
        locked = serialization.BestAvailableEncryption(PASSWORD.encode())
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(b"x", key, certificate, [self.certificate], locked)
        )
        return str(path)


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture
def certificate(authority, settings, tmp_path, county):
    """The county has one."""
    path = authority.give(tmp_path / "county.p12")
    settings.SIGNING_CERTIFICATES = {county.code: (path, PASSWORD)}
    return path


@pytest.fixture
def paper(county, by, uploads):
    words = {"matter": "甲", "verb": "准入", "number": "甲", "receipt": "乙", "regime": "《办法》"}
    return issue(
        county=county,
        by=by,
        subject=uuid4(),
        kind=PaperKind.RECEIPT,
        snapshot={},
        words=words,
        issuers=["县委编办"],
        to=["灵川县水利局"],
    )


def said_of(path):
    out = StringIO()
    try:
        call_command("verify_document", str(path), stdout=out)
    except CommandError as refused:
        return out.getvalue(), str(refused)
    return out.getvalue(), ""


@pytest.mark.usefixtures("certificate", "running_press")
def test_a_paper_is_signed_as_it_is_printed(paper, settings, tmp_path, authority, caplog):
    """What is kept and hashed is the signed file; it tells who signed, that it is intact, and that the root is known.
    What the libraries think of a file that is not is told nowhere beside our own lines."""
    print_due()
    made = Print.objects.get()
    path = default_storage.path(made.file.path)
    with open(path, "rb") as kept:
        content = kept.read()

    (signature,) = signing.checked(content)
    assert (signature.signer, signature.is_intact, signature.is_trusted) == (SIGNER, True, True)
    assert hashlib.sha256(content).hexdigest() == made.file.sha256
    with pikepdf.open(path) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert list(map(int, field.Rect)) == [0, 0, 0, 0]  # nothing is drawn
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
    assert said_of(path)[0].startswith(f"电子签名：{SIGNER}，")
    assert "，签名完好，证书受信任\n一致：受理通知书" in said_of(path)[0]

    changed = tmp_path / "改.pdf"
    changed.write_bytes(content.replace(b"/Lang", b"/Lamg", 1))
    told, refused = said_of(changed)
    assert "签名以后文件被改动，签名无效" in told
    assert "已被改动" in refused
    added = tmp_path / "加.pdf"
    with pikepdf.open(path) as pdf:
        pdf.add_blank_page()
        pdf.save(added)
    assert "签名完好" not in said_of(added)[0]

    appended = tmp_path / "附.pdf"
    appended.write_bytes(content + b"\n% more")
    assert "签名以后文件被改动，签名无效" in said_of(appended)[0]

    roots = tmp_path / "other.pem"
    roots.write_bytes(Authority("别的根证书").certificate.public_bytes(serialization.Encoding.PEM))
    settings.SIGNING_ROOTS = str(roots)
    assert "签名完好，证书不在信任之列" in said_of(path)[0]
    assert [record.message for record in caplog.records if record.name.startswith("pyhanko")] == []


@pytest.mark.usefixtures("running_press")
@pytest.mark.parametrize("wrong", ["password", "file", "expired", "not yet", "no key", "junk"])
def test_a_paper_that_cannot_be_signed_is_not_printed(
    paper, county, office, certificate, settings, tmp_path, authority, wrong
):
    """It waits for a certificate that signs, however often it is tried, and the office hears of it once."""
    settings.VAR = tmp_path
    if wrong == "password":
        settings.SIGNING_CERTIFICATES = {county.code: (certificate, "不是它")}
    elif wrong == "file":
        settings.SIGNING_CERTIFICATES = {county.code: (str(tmp_path / "none.p12"), PASSWORD)}
    elif wrong == "expired":
        authority.give(tmp_path / "county.p12", days=-1)
    elif wrong == "not yet":
        authority.give(tmp_path / "county.p12", since=1)
    elif wrong == "junk":
        (tmp_path / "county.p12").write_bytes(b"junk" * 100)
    else:
        locked = serialization.BestAvailableEncryption(PASSWORD.encode())
        without = pkcs12.serialize_key_and_certificates(b"x", None, None, [authority.certificate], locked)
        (tmp_path / "county.p12").write_bytes(without)

    for _ in range(MOST_TRIES + 1):
        assert print_due() == ([], [paper])
    assert not Print.objects.exists()
    assert not place(f"{paper.uuid}.failed").exists()  # no fault of the paper
    (notice,) = Notice.objects.all()
    assert (notice.unit, "证书不能用" in notice.title) == (office, True)

    authority.give(tmp_path / "county.p12")
    settings.SIGNING_CERTIFICATES = {county.code: (certificate, PASSWORD)}
    assert print_due() == ([paper], [])


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("certificate")
@pytest.mark.parametrize("wrong", ["another", "damaged"])
def test_a_key_that_is_not_the_certificate_s_signs_nothing(
    county, authority, press, settings, tmp_path, wrong
):
    mine = signing.signer_of(county)
    authority.give(tmp_path / "county.p12")
    key = signing.signer_of(county).signing_key if wrong == "another" else None
    mixed = SimpleSigner(signing_cert=mine.signing_cert, signing_key=key, cert_registry=mine.cert_registry)
    made = press.make("<html lang=zh><title>甲</title>乙", [])[1]

    with pytest.raises(signing.CannotSign):
        signing.signed(made, mixed)


def test_without_a_certificate_nothing_is_signed(county):
    assert signing.signer_of(county) is None
    assert signing.checked(b"%PDF-1.7") == []
    assert signing.checked(b"no PDF") == []


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("certificate")
def test_a_stranger_s_name_is_no_line_of_ours(county, press, authority, tmp_path):
    authority.give(tmp_path / "county.p12", holder="甲，签名完好\n一致：准入通知\x1b[8m")
    made = press.make("<html lang=zh><title>甲</title>乙", [])[1]
    path = tmp_path / "别人的.pdf"
    path.write_bytes(signing.signed(made, signing.signer_of(county)))

    told, refused = said_of(path)
    assert told.count("\n") == 1
    assert told.startswith("电子签名：甲，签名完好 一致：准入通知[8m，")
    assert "不是本系统印发的文书" in refused


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("certificate")
def test_a_damaged_file_is_answered_whatever_is_wrong_with_it(county, press):
    """The first byte of each stream changed, or the end cut off: never intact, never a fault of ours."""
    content = signing.signed(
        press.make("<html lang=zh><title>甲</title>乙", [])[1], signing.signer_of(county)
    )
    (whole,) = signing.checked(content)
    assert whole.is_intact

    streams = [
        found.end() for found in re.finditer(rb"stream\r?\n", content) if content[found.end()] == ord("x")
    ]
    assert len(streams) > 5
    for at in streams:
        assert not any(each.is_intact for each in signing.checked(content[:at] + b"\xff" + content[at + 1 :]))
    for at in range(9, len(content), len(content) // 5):
        assert not any(each.is_intact for each in signing.checked(content[:at]))
