"""The electronic signature of a county's papers: PAdES with the certificate that its settings name, and checking one.

Signed as it is printed, never later: the bytes that are kept are the signed ones. Nothing is drawn, no seal is
imitated. No network is asked, so there is no time stamp and no revocation list.
"""

import io
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from documents.rendering import NotPrinted

FIELD = "Signature"


class Checked(NamedTuple):
    """One signature of a file. `is_intact`: nothing in the file was changed since; `is_trusted`: by a known root."""

    signer: str
    signed_at: datetime | None
    is_intact: bool
    is_trusted: bool


def signer_of(county):
    """What signs the county's papers, or None where it has no certificate. NotPrinted: it has one that cannot sign."""
    if county.code not in settings.SIGNING_CERTIFICATES:
        return None
    signer = _signer(county.code)
    if signer is None:
        raise NotPrinted("the county's certificate cannot be read: its file or its password is wrong")
    validity = signer.signing_cert["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= timezone.now() <= validity["not_after"].native:
        raise NotPrinted("the county's certificate is not valid today")
    return signer


def signed(content, signer):
    """The PDF with the signature in it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - only who signs loads it
    from pyhanko.sign import PdfSignatureMetadata, sign_pdf  # noqa: PLC0415
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self):
            """What a paper says of itself stays: pyHanko would write its name and the time beside it, in one of two places."""

    about = PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    return sign_pdf(Writer(io.BytesIO(content)), about, signer=signer).getvalue()


def checked(content):
    """The signatures of a PDF, each checked; none of a file that is no PDF."""
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    found = []
    try:
        for each in PdfFileReader(io.BytesIO(content)).embedded_signatures:
            roots = ValidationContext(trust_roots=_roots(), allow_fetching=False)
            status = validate_pdf_signature(each, roots)
            whole = status.modification_level in (None, ModificationLevel.NONE)
            name = status.signing_cert.subject.native.get("common_name", "")
            found.append(
                Checked(
                    name, status.signer_reported_dt, status.intact and status.valid and whole, status.trusted
                )
            )
    except (PdfError, ValueError):
        return found
    return found


def _signer(code):
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

    path, password = settings.SIGNING_CERTIFICATES[code]
    return SimpleSigner.load_pkcs12(path, passphrase=password.encode())


def _roots():
    from pyhanko.keys import load_certs_from_pemder  # noqa: PLC0415

    if settings.SIGNING_ROOTS:
        return list(load_certs_from_pemder([settings.SIGNING_ROOTS]))
    signers = filter(None, map(_signer, settings.SIGNING_CERTIFICATES))
    return [cert for signer in signers for cert in signer.cert_registry if cert.self_issued]
