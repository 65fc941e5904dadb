"""A safetensors file with NumPy alone: what anybody needs to read the models and traces of this program."""
import json

import numpy as np

TYPES = {"F64": "<f8", "F32": "<f4", "I64": "<i8", "U8": "u1"}


def load(path):
    """The arrays by their names, and the texts of the metadata by their keys."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        numbers = file.read()
    texts = header.pop("__metadata__", {})
    arrays = {}
    for name, about in header.items():
        begin, end = about["data_offsets"]
        arrays[name] = np.frombuffer(numbers[begin:end], TYPES[about["dtype"]]).reshape(about["shape"])
    return arrays, texts
