"""PyTorch's way to one histogram of all weights: the file mapped, a tensor at a time, two passes, a thread a core. Prints
its counts.

python3 torch_weights.py PATH BINS
"""
import json
import mmap
import os
import sys

import torch
from checkpoint import read_header

DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}

path, bins = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(os.cpu_count())
with open(path, "rb") as file:
    header, data_start = read_header(file)
    data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)  # PyTorch warns of memory that can't be written to


def tensors():
    for entry in header.values():
        start, end = entry["data_offsets"]
        dtype = DTYPES[entry["dtype"]]
        count = (end - start) // torch.tensor([], dtype=dtype).element_size()
        # histc counts in the dtype of its values: 16 bits hold no count.
        yield torch.frombuffer(data, dtype=dtype, count=count, offset=data_start + start).float()


extremes = [(float(low), float(high)) for low, high in map(torch.aminmax, tensors())]
low, high = min(low for low, _ in extremes), max(high for _, high in extremes)
counts = torch.zeros(bins, dtype=torch.int64)
for tensor in tensors():
    counts += torch.histc(tensor, bins, low, high).long()
print(json.dumps(counts.tolist()))
