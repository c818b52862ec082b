"""boost-histogram's way to one histogram of all weights, streamed, two passes, a thread a core. Prints its counts.

python3 boost_histogram_weights.py PATH BINS
"""
import json
import os
import sys

import boost_histogram as bh
from pieces import pieces, span

path, bins = sys.argv[1], int(sys.argv[2])
histogram = bh.Histogram(bh.axis.Regular(bins, *span(path)), storage=bh.storage.Int64())
for piece in pieces(path):
    histogram.fill(piece, threads=os.cpu_count())
print(json.dumps(histogram.values().astype(int).tolist()))
