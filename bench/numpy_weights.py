"""numpy's way to one histogram of all weights, streamed: a million values at a time, two passes. Prints its counts.

python3 numpy_weights.py PATH BINS [float64]: numpy does float32 in float32, which is faster and puts some values into the
bin beside theirs; with "float64" it is exact.
"""

import json
import sys

import numpy as np

PIECE = 1 << 20
DTYPES = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}


def pieces(path):
    with open(path, "rb") as file:
        header_bytes = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(header_bytes))
    data = np.memmap(path, mode="r", offset=8 + header_bytes, dtype=np.uint8)
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        values = data[start:end].view(DTYPES[entry["dtype"]])
        for first in range(0, len(values), PIECE):
            piece = values[first : first + PIECE]
            if entry["dtype"] == "BF16":  # numpy has none: widened by its bits
                piece = (piece.astype(np.uint32) << 16).view(np.float32)
            elif entry["dtype"] == "F16":  # 10,000 bins are too many for float16's own arithmetic
                piece = piece.astype(np.float32)
            yield piece


def main(path, bins, dtype=None):
    extremes = [(float(piece.min()), float(piece.max())) for piece in pieces(path)]
    span = min(low for low, _ in extremes), max(high for _, high in extremes)
    counts = np.zeros(bins, np.int64)
    for piece in pieces(path):
        counts += np.histogram(piece if dtype is None else piece.astype(dtype), bins, span)[0]
    print(json.dumps(counts.tolist()))


main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
