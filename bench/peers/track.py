"""A run's gains in a loop: of each checkpoint what `track` says of every gain in numbers. Prints those of the last checkpoint.

python3 track.py CHECKPOINT...
"""
import json
import re
import sys

import numpy as np
from checkpoint import read_header

GAIN = re.compile(r"^(h\.\d+\.)?ln_[12f]\.weight$")


def read_gains(path):
    with open(path, "rb") as file:
        header, data_start = read_header(file)
        gains = {}
        for name in filter(GAIN.match, header):
            start, end = header[name]["data_offsets"]
            file.seek(data_start + start)
            gains[name] = np.frombuffer(file.read(end - start), "<f4").astype(np.float64)
        return gains


def summary(x):
    q1, median, q3 = np.percentile(x, [25, 50, 75])
    mad = np.median(np.abs(x - median))
    mean, std = x.mean(), x.std()
    z = (x - mean) / std
    fence = 1.5 * (q3 - q1)
    return {
        "mean": mean,
        "std": std,
        "skewness": (z**3).mean(),
        "excessKurtosis": (z**4).mean() - 3,
        "l2Norm": np.linalg.norm(x),
        "min": x.min(),
        "max": x.max(),
        "median": median,
        "q1": q1,
        "q3": q3,
        "mad": mad,
        "outliers": np.flatnonzero(np.abs(0.6745 * (x - median) / mad) > 3.5).tolist(),
        "tukey": int(((x < q1 - fence) | (x > q3 + fence)).sum()),
        "nearZero": np.flatnonzero(np.abs(x) < 0.1 * np.median(np.abs(x))).tolist(),
        "tails": np.percentile(x, [5, 95]).tolist(),
    }


def movement(a, b):
    """relativeL2, pearson, and scale and residual share of Theil's incomplete line; all a differ."""
    norm = np.linalg.norm(a)
    order = np.argsort(a, kind="stable")
    x, y, half = a[order], b[order], len(a) // 2
    scale = np.median((y[half:] - y[: len(a) - half]) / (x[half:] - x[: len(a) - half]))
    rest = b - scale * a
    return {
        "distance": np.linalg.norm(b - a),
        "relativeL2": np.linalg.norm(b - a) / norm,
        "pearson": np.corrcoef(a, b)[0, 1],
        "scale": scale,
        "residualShare": np.linalg.norm(rest - np.median(rest)) / norm,
    }


paths = sys.argv[1:]
first, last, before = read_gains(paths[0]), read_gains(paths[-1]), None
steps = []
for path in paths:
    gains = read_gains(path)
    steps.append(
        {
            name: {
                "summary": summary(x),
                "fromFirst": movement(first[name], x),
                "fromPrevious": None if before is None else movement(before[name], x),
                "toLast": movement(x, last[name]),
            }
            for name, x in gains.items()
        }
    )
    before = gains
print(json.dumps(steps[-1]))
