"""fast-histogram's way to one histogram of all weights, streamed, two passes. Prints its counts.

python3 fast_histogram_weights.py PATH BINS
"""
import json
import sys

import numpy as np
from fast_histogram import histogram1d
from pieces import pieces, span

path, bins = sys.argv[1], int(sys.argv[2])
limits = span(path)
counts = np.zeros(bins, np.int64)
for piece in pieces(path):
    counts += histogram1d(piece, bins, limits).astype(np.int64)
print(json.dumps(counts.tolist()))
