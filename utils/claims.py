"""Numbers that the book's sentences rest on, kept with their evidence.

A trained number is never exactly the same twice. `claims.yml` keeps, for each,
the range it must fall in, for the full data and for the sample edition, and the
runs that the range comes from.
"""
import functools
import os
import pathlib

import yaml

CLAIMS = pathlib.Path(__file__).resolve().parents[1] / "claims.yml"
EDITIONS = ("full", "sample")
# The edition of the data that were loaded last; `utils.data.load` sets it, so
# that a session that fell back to the sample is measured as the sample.
loaded = None


@functools.cache
def load_claims(path=CLAIMS):
    """All claims about trained numbers: a dictionary from id to its entry.

    Examples
    --------
    >>> load_claims()["mnist-cnn-34826"]["slide"]
    '99 % (E)'
    """
    entries = yaml.safe_load(pathlib.Path(path).read_text(encoding="utf-8"))
    entries.pop("worked-examples", None)
    return entries


def claim(name, value, *, edition=None, path=CLAIMS):
    """Check a trained number against the range kept for it in `claims.yml`.

    Prints one line, the same on both editions, so that it can be compared
    when the notebook is run again.

    Parameters
    ----------
    name : str
        The claim's id.
    value : float
    edition : {"full", "sample"}, optional
        The data the number comes from; the edition in use if None.
    path : path-like
        The file of claims.

    Raises
    ------
    KeyError
        If there is no such claim.
    ValueError
        If `value` is outside the range, or not a number.

    Examples
    --------
    >>> claim("mnist-cnn-34826", 0.992,
    ...       edition="full")  # doctest: +ELLIPSIS
    claim mnist-cnn-34826 holds: full ... to ..., sample ... to ...
    """
    claims, edition = load_claims(path), edition or edition_in_use()
    if name not in claims:
        raise KeyError(f"no claim {name!r} in claims.yml; "
                       f"there are {', '.join(sorted(claims))}")
    entry = claims[name]
    low, high = entry[edition]
    if not low <= float(value) <= high:
        raise ValueError(
            f"{name}: {float(value):.6g} on the {edition} data, but claims.yml "
            f"says {low:g} to {high:g} ({entry['says']}; {entry['evidence']})")
    full, sample = ("{:g} to {:g}".format(*entry[e]) for e in EDITIONS)
    print(f"claim {name} holds: full {full}, sample {sample}")


def edition_in_use():
    """The edition loaded last; before any, the one that COURSE_EDITION asks for.

    Raises
    ------
    ValueError
        If COURSE_EDITION names neither edition.

    Examples
    --------
    >>> edition_in_use() in EDITIONS
    True
    """
    edition = loaded or os.environ.get("COURSE_EDITION") or "full"
    if edition not in EDITIONS:
        raise ValueError(f"COURSE_EDITION is {edition!r}; use one of {EDITIONS}")
    return edition
