"""The 30 panels as a tuned matplotlib draws them: one figure, stairs instead of bars, no pyplot, axes shared as ours.

python3 pairs.py PRE POST FIGURE
"""
import sys

import matplotlib
import numpy as np
from checkpoint import LAYER_NORMS, read_gains
from matplotlib.figure import Figure

BINS = 40
matplotlib.rcParams["svg.fonttype"] = "none"  # text as text, which is faster than outlines

figure = Figure(figsize=(7, 9.6))
axes = figure.subplots(len(LAYER_NORMS), 2, sharex="row", sharey="row")
for row, before, after in zip(axes, read_gains(sys.argv[1]), read_gains(sys.argv[2])):
    span = min(before.min(), after.min()), max(before.max(), after.max())
    for panel, values in zip(row, (before, after)):
        counts, edges = np.histogram(values, BINS, span)
        panel.stairs(counts, edges, fill=True)
figure.savefig(sys.argv[3], dpi=192)
