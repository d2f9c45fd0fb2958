"""What a failed test says besides its own message, to be of use."""
import ast
import contextlib

import numpy as np
import torch

NUMBERS = (int, float, np.generic, np.ndarray, torch.Tensor)


def with_result(source):
    """Names of the functions in a solution that give back a value."""
    return {function.name for function in ast.parse(source).body
            if isinstance(function, ast.FunctionDef) and any(
                isinstance(node, ast.Return) and node.value
                for node in ast.walk(function))}


def difference(expected, got):
    """In what two numbers or arrays differ; "" if in nothing.

    >>> difference(np.zeros((2, 2)), np.eye(2))
    'at (0, 0): expected 0, got 1; 2 of 4 places differ'
    >>> difference(np.zeros(3), 1.0)
    'expected shape (3,), got ()'
    """
    expected, got = (np.asarray(value.detach() if isinstance(
        value, torch.Tensor) else value) for value in (expected, got))
    if expected.shape != got.shape:
        return f"expected shape {expected.shape}, got {got.shape}"
    wrong = ~np.isclose(expected, got, equal_nan=True)
    if not wrong.any():
        return ""
    place = tuple(map(int, np.argwhere(wrong)[0]))
    said = f"expected {float(expected[place]):.6g}, got " \
        f"{float(got[place]):.6g}"
    return said if not place else \
        f"at {place}: {said}; {wrong.sum()} of {wrong.size} places differ"


def compared(error):
    """The difference of what the failed test calls `expected` and `got`, ""
    if it has none or tells what it expected itself.
    """
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    names = trace.tb_frame.f_locals
    pair = names.get("expected"), names.get("got")
    if not isinstance(error, AssertionError) or "expected" in str(error) \
            or not all(isinstance(value, NUMBERS) for value in pair):
        return ""
    with contextlib.suppress(Exception):  # whatever a value may be
        return difference(*pair)
    return ""


def forgotten(names):
    """A hint for each function that gave back nothing."""
    return [f"`{name}` returned None: did you forget `return`?"
            for name in sorted(names)]
