"""What a notebook does: both models whole, then pyplot, a picture a tensor.

python3 notebook.py PRE POST FOLDER
"""
import os
import sys

import matplotlib
import numpy as np
from checkpoint import LAYER_NORMS, read_header

try:
    import torch
except ImportError:
    torch = None

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402, after the choice of its backend

BINS = 80


def load(path):
    """Every tensor of the model, as torch.load or transformers give them."""
    with open(path, "rb") as file:
        header, data_start = read_header(file)
        file.seek(0)
        data = bytearray(os.path.getsize(path))
        file.readinto(data)
    model = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = np.frombuffer(data, "<f4", (end - start) // 4, data_start + start).reshape(entry["shape"])
        model[name] = values if torch is None else torch.from_numpy(values)
    return model


for label, path in zip(("pre", "post"), sys.argv[1:3]):
    model = load(path)
    for name in LAYER_NORMS:
        plt.figure()
        plt.hist(np.asarray(model[name]), bins=BINS)
        plt.title(f"{label} {name}")
        plt.savefig(os.path.join(sys.argv[3], f"{label}-{name}.png"))
        plt.close()
