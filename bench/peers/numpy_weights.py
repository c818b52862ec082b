"""numpy's way to one histogram of all weights, streamed, two passes. Prints its counts.

python3 numpy_weights.py PATH BINS float32|float64: numpy does float32 in float32, which is faster and puts some values into
the bin beside theirs; with float64 it is exact.
"""
import json
import sys

import numpy as np
from pieces import pieces, span

path, bins, dtype = sys.argv[1], int(sys.argv[2]), sys.argv[3]
limits = span(path)
counts = np.zeros(bins, np.int64)
for piece in pieces(path):
    counts += np.histogram(piece.astype(dtype, copy=False), bins, limits)[0]
print(json.dumps(counts.tolist()))
