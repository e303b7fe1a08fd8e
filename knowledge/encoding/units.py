"""Vectors as they come from outside, made fit to compare."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from knowledge.matching.features import Floats


def as_units(vectors: npt.NDArray[np.floating]) -> Floats | None:
    """The vectors at length one; None where any is no direction at all."""
    if vectors.ndim != 2 or (len(vectors) and not vectors.shape[1]):
        return None
    length = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    if not np.isfinite(length).all() or (length < 1e-6).any():
        return None
    return np.asarray(vectors / length, dtype=np.float32)
