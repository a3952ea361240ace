"""The electronic signature of a county's papers: PAdES with the certificate that its settings name, and checking one.

Signed as it is printed, never later: the bytes that are kept are the signed ones. Nothing is drawn, no seal is
imitated. No network is asked, so there is no time stamp and no revocation list.
"""

import io
import logging
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from accounts.fields import searched
from documents.rendering import NotPrinted

FIELD = "Signature"


class CannotSign(NotPrinted):
    """The county has a certificate, with which nothing can be signed now: its papers wait for it."""


class Checked(NamedTuple):
    """One signature of a file. `is_intact`: it covers the whole file, in which nothing was changed or added since;
    `is_trusted`: by a known root."""

    signer: str
    signed_at: datetime | None
    is_intact: bool
    is_trusted: bool


UNREADABLE = Checked("（无法读取）", None, is_intact=False, is_trusted=False)


def signer_of(county):
    """What signs the county's papers, or None where it has no certificate. CannotSign: it has one that cannot."""
    if county.code not in settings.SIGNING_CERTIFICATES:
        return None
    signer = _signer(county.code)
    if signer is None:
        raise CannotSign("the county's certificate cannot be read: its file or its password is wrong")
    validity = signer.signing_cert["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= timezone.now() <= validity["not_after"].native:
        raise CannotSign("the county's certificate is not valid today")
    return signer


def signed(content, signer):
    """The PDF with the signature in it, which holds; CannotSign."""
    try:
        made = _signed(content, signer)
    except Exception as problem:  # a key of a kind that the library does not sign with, or a damaged one
        raise CannotSign("the county's certificate does not sign") from problem
    if not all(each.is_intact for each in checked(made)):
        raise CannotSign("the county's certificate belongs to another key")
    return made


def _signed(content, signer):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - only who signs loads it
    from pyhanko.sign import PdfSignatureMetadata, sign_pdf  # noqa: PLC0415
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self):
            """What a paper says of itself stays: pyHanko would write its name and the time beside it, in one of two places."""

    about = PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    return sign_pdf(Writer(io.BytesIO(content)), about, signer=signer).getvalue()


def checked(content):
    """The signatures of a PDF, each checked; none of a file that is no PDF, and one that cannot be read is not intact."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    def one(signature):
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        whole = whole and status.modification_level in (None, ModificationLevel.NONE)
        return Checked(
            _name_of(status.signing_cert),
            status.signer_reported_dt,
            status.intact and status.valid and whole,
            status.trusted,
        )

    with _unspoken():
        roots = _roots()
        try:
            signatures = list(PdfFileReader(io.BytesIO(content)).embedded_signatures)
        except Exception:  # a file of anybody's: whatever is wrong with it, nothing in it is signed
            return []
        found = []
        for each in signatures:
            try:
                found.append(one(each))
            except Exception:  # so is the signature
                found.append(UNREADABLE)
        return found


@contextmanager
def _unspoken():
    """What the libraries log of a stranger's file stays unsaid: it is his words, and the answer says what is wrong."""
    with ExitStack() as over:
        for name in ("pyhanko", "pyhanko_certvalidator"):
            logger, nobody = logging.getLogger(name), logging.NullHandler()
            over.callback(setattr, logger, "propagate", logger.propagate)
            over.callback(logger.removeHandler, nobody)
            logger.propagate = False
            logger.addHandler(nobody)
        yield


def _name_of(certificate):
    """What a certificate calls its holder, as one line: anybody can make one that says anything, a second line of ours too."""
    names = certificate.subject.native.get("common_name", "")
    return searched("、".join([names] if isinstance(names, str) else names))


def _signer(code):
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

    path, password = settings.SIGNING_CERTIFICATES[code]
    try:
        return SimpleSigner.load_pkcs12(path, passphrase=password.encode())
    except (
        Exception
    ):  # of what the library does not expect in a file, such as one without a key, it says nothing itself
        return None


def _roots():
    from pyhanko.keys import load_certs_from_pemder  # noqa: PLC0415

    if settings.SIGNING_ROOTS:
        return list(load_certs_from_pemder([settings.SIGNING_ROOTS]))
    signers = filter(None, map(_signer, settings.SIGNING_CERTIFICATES))
    return [cert for signer in signers for cert in signer.cert_registry if cert.self_issued]
