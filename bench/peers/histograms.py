"""What numpy needs for the histograms of the LayerNorms alone: headers, 30 vectors, 30 histograms. Prints the counts.

python3 histograms.py PRE POST BINS
"""
import json
import sys

import numpy as np
from checkpoint import read_gains

pre, post, bins = sys.argv[1], sys.argv[2], int(sys.argv[3])
counts = []
for before, after in zip(read_gains(pre), read_gains(post)):
    span = min(before.min(), after.min()), max(before.max(), after.max())
    counts.append([np.histogram(values, bins, span)[0].tolist() for values in (before, after)])
print(json.dumps(counts))
