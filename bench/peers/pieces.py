"""Every weight of a checkpoint for numpy's kind, streamed: a million values at a time, in order of the file."""
import numpy as np
from checkpoint import read_header

PIECE = 1 << 20
DTYPES = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}


def pieces(path):
    with open(path, "rb") as file:
        header, data_start = read_header(file)
    data = np.memmap(path, mode="r", offset=data_start, dtype=np.uint8)
    for entry in header.values():
        start, end = entry["data_offsets"]
        values = data[start:end].view(DTYPES[entry["dtype"]])
        for first in range(0, len(values), PIECE):
            piece = values[first : first + PIECE]
            if entry["dtype"] == "BF16":  # numpy has none: widened by its bits
                piece = (piece.astype(np.uint32) << 16).view(np.float32)
            elif entry["dtype"] == "F16":  # 10,000 bins are too many for float16's own arithmetic
                piece = piece.astype(np.float32)
            yield piece


def span(path):
    """The first of two passes: the least and the greatest weight."""
    extremes = [(float(piece.min()), float(piece.max())) for piece in pieces(path)]
    return min(low for low, _ in extremes), max(high for _, high in extremes)
