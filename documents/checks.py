"""What `manage.py check` says of the county's own fonts."""

from django.conf import settings
from django.core.checks import Warning as Warned
from django.core.checks import register

from documents.layout import FACES, is_font, own_fonts


@register()
def own_fonts_are_used(app_configs, **options):
    """A warning for each file in the folder of fonts that no paper is printed with."""
    names = {name for name, *_ in FACES.values()}
    usable = {path for path in own_fonts() if path.stem in names and is_font(path)}
    return [
        Warned(
            f"字体用不上，文书仍用替代字体：{path}",
            hint=f"文件名须是{'、'.join(sorted(names))}，扩展名 .ttf 或 .otf，完整可读，不是链接。",
            id="documents.W001",
        )
        for path in sorted(settings.FONTS_DIR.glob("*"))
        if path not in usable
    ]
