"""Reads safetensors by hand: what the peers need of it, and no package."""
import json

LAYER_NORMS = [f"h.{block}.ln_{norm}.weight" for block in range(5, 12) for norm in (1, 2)] + ["ln_f.weight"]


def read_header(file):
    """Tensors by name, in order of the file, and where their data begin."""
    header_bytes = int.from_bytes(file.read(8), "little")
    header = json.loads(file.read(header_bytes))
    header.pop("__metadata__", None)
    return header, 8 + header_bytes


def read_gains(path):
    """The LayerNorms' 15 gains as float64; of the file nothing else is read."""
    import numpy as np

    with open(path, "rb") as file:
        header, data_start = read_header(file)
        for name in LAYER_NORMS:
            start, end = header[name]["data_offsets"]
            file.seek(data_start + start)
            yield np.frombuffer(file.read(end - start), "<f4").astype(np.float64)
