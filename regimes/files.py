"""The text of a file that a command was given, or why there is none."""

from django.core.management.base import CommandError


def text_of(file):
    """What the file at the path says in UTF-8, a mark at its beginning left out; CommandError says in Chinese what is the matter."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CommandError(f"{file}：没有这个文件，请核对路径和文件名") from error
    except IsADirectoryError as error:
        raise CommandError(f"{file}：这是一个目录，请写到其中的文件") from error
    except PermissionError as error:
        raise CommandError(f"{file}：没有读这个文件的权限，请先让运行命令的账户能读它") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file}：不是UTF-8编码的文本，请另存为UTF-8再载入") from error
    except OSError as error:
        raise CommandError(
            f"{file}：读不出来（系统错误{error.errno}），请核对路径和存放文件的磁盘"
        ) from error
