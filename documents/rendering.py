"""Papers as PDF, drawn from a template and the site's own style sheets; nothing is fetched from anywhere else."""

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

OURS = "static:"  # the only scheme a paper may name


def pdf(template, context, *, css=()):
    """The bytes of a PDF. `css`: names of static files. Known to WeasyPrint are static files and the system's fonts."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - slow to import, and seldom needed
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    fonts, fetcher = FontConfiguration(), _fetcher()
    sheets = [
        CSS(string=_static(name).decode(), url_fetcher=fetcher, base_url=OURS, font_config=fonts)
        for name in css
    ]
    html = HTML(string=render_to_string(template, context), base_url=OURS, url_fetcher=fetcher)
    return html.write_pdf(stylesheets=sheets, font_config=fonts)


def _fetcher():
    """A fetcher that opens static files by name and refuses every other address: network, disk and data alike."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class StaticOnly(URLFetcher):
        def fetch(self, url, headers=None):
            scheme, _, name = url.partition(":")
            if f"{scheme}:" != OURS:
                raise ValueError("papers fetch static files only")
            return URLFetcherResponse(url, _static(name.lstrip("/")))

    return StaticOnly()


def _static(name):
    """The bytes of a static file as it lies in the source."""
    path = finders.find(name)
    if path is None:
        raise ValueError(f"no static file {name}")
    with open(path, "rb") as found:
        return found.read()
