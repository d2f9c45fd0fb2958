"""The same random numbers each time that a notebook is graded."""
import hashlib
import random

import numpy as np
import torch

make_rng = np.random.default_rng


def fix(*words):
    """Seed every generator, also those that ask for no seed, from `words`."""
    digest = hashlib.sha256(" ".join(words).encode()).digest()
    source = np.random.SeedSequence(list(digest))

    def default_rng(seed=None):
        return make_rng(source.spawn(1)[0] if seed is None else seed)

    np.random.default_rng = default_rng
    first = int.from_bytes(digest[:4])
    random.seed(first)
    np.random.seed(first)  # noqa: NPY002  (students may use it)
    torch.manual_seed(first)
