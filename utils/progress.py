"""Progress for those who watch, and nothing in a stored output."""
import sys


def is_live():
    """Whether somebody watches: a terminal, or a notebook in a browser.

    A notebook run by a tool (nbval, `jupyter execute`) cannot be asked for
    input, and says so to its kernel; a notebook in front of a reader can.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_live() in (True, False)
    True
    """
    try:
        kernel = sys.modules["IPython"].get_ipython().kernel
    except (KeyError, AttributeError):
        return sys.stderr.isatty()
    return bool(getattr(kernel, "_allow_stdin", False))


def show(text, *, done=False):
    """Write `text` over the last line of progress; stay silent if not live."""
    if is_live():
        end = "\n" if done else ""
        print(f"\r{text:<79}", end=end, file=sys.stderr, flush=True)
