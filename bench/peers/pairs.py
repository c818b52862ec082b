"""The 30 panels as a tuned matplotlib draws them: one figure, stairs instead of bars, no pyplot."""
import json
import struct
import sys

import numpy as np
from matplotlib.figure import Figure

WANTED = [f"h.{block}.ln_{norm}.weight" for block in range(5, 12) for norm in (1, 2)] + ["ln_f.weight"]

figure = Figure(figsize=(7, 9.6))
axes = figure.subplots(15, 2)
for column, path in enumerate(sys.argv[1:3]):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        for row, name in enumerate(WANTED):
            start, end = header[name]["data_offsets"]
            file.seek(8 + length + start)
            values = np.frombuffer(file.read(end - start), "<f4").astype(np.float64)
            counts, edges = np.histogram(values, 40)
            axes[row][column].stairs(counts, edges, fill=True)
figure.savefig(sys.argv[3], dpi=192)
