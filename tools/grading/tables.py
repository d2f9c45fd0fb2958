"""Tables as CSV files that people open, edit and save in a spreadsheet.

Files begin with a byte order mark: without it, Excel takes a CSV file for the
code page of its Windows, which in Korea is 949, and shows Hangul as
gibberish. Moodle and Canvas skip the mark. What comes back from a spreadsheet
may be in code page 949 and may have other separators.
"""
import csv
import io
import os
import pathlib
import secrets

# What a spreadsheet takes for the beginning of a formula, see
# https://owasp.org/www-community/attacks/CSV_Injection; full-width signs too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n",
           "\uff1d", "\uff0b", "\uff0d", "\uff20")


def plain_text(text):
    """A text that no spreadsheet takes for a formula.

    >>> plain_text("=cmd()"), plain_text("Kim")
    ("'=cmd()", 'Kim')
    """
    return "'" + text if text.lstrip(" '").startswith(FORMULA) else text


def write_whole(path, data):
    """Write bytes to a file: all of them, or nothing is changed."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{secrets.token_hex(8)}.new")
    try:
        new.write_bytes(data)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


def write_table(path, rows):
    """Write rows of texts and numbers; the first row is the header."""
    out = io.StringIO()
    csv.writer(out).writerows(
        [plain_text(cell) if isinstance(cell, str) else cell for cell in row]
        for row in rows)
    write_whole(path, out.getvalue().encode("utf-8-sig"))


def decoded(data, path):
    """The text of a CSV file, saved as Unicode or in Korean Windows' code.

    Raises ValueError if it is neither.
    """
    codecs = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else []
    for codec in [*codecs, "utf-8-sig", "cp949"]:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise ValueError(f"{path} cannot be read: save it as \"CSV UTF-8\"")


def read_table(path):
    """The rows of a CSV file, {column: text}; none if there is no file.

    Rows without any text are left out, and what `plain_text` put before a
    text is taken off again.
    """
    if not path.exists():
        return []
    text = decoded(path.read_bytes(), path)
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator,
                          restval="")
    return [{column: cell[1:] if cell.startswith("'")
             and plain_text(cell[1:]) == cell else cell
             for column, cell in row.items() if column}
            for row in rows if any(row.values())]
