#!/usr/bin/python3
"""Writes the files beside this script and reads them back, with NumPy and Python alone.

ember.safetensors: what Ember must write, byte for byte; foreign.safetensors: as other programs write it.
*.npy, numpy.npz, compressed.npz: by NumPy; ember.npz: what Ember must write, byte for byte.
"""
import io
import json
import os
import struct
import zipfile

import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))
ARRAYS = {
    "fc1.weight": np.arange(6, dtype=np.float32).reshape(2, 3) * 0.5 - 1,
    "fc1.bias": np.array([0.1, -1e300]),
    "steps": np.array(12345678901),
    "mask": np.array([True, False, True]),
    "empty": np.zeros((0, 4), dtype=np.float32),
    "bytes": np.arange(5, dtype=np.uint8) + 250,
    "counts": np.array([-7, 2**31 - 1], dtype=np.int32),
}
METADATA = {"recipe": 'notebook "1"', "solved": "é"}
DTYPES = {"f4": "F32", "f8": "F64", "i8": "I64", "i4": "I32", "u1": "U8", "b1": "BOOL"}


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def safetensors(arrays, metadata, data_order, header_order):
    offsets, data = {}, b""
    for name in data_order:
        raw = arrays[name].tobytes()
        offsets[name] = [len(data), len(data) + len(raw)]
        data += raw
    header = {"__metadata__": metadata} if metadata else {}
    for name in header_order:
        header[name] = {"dtype": DTYPES[arrays[name].dtype.str[1:]], "shape": list(arrays[name].shape),
                        "data_offsets": offsets[name]}
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def read_safetensors(path):
    raw = open(path, "rb").read()
    length, = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8:8 + length])
    metadata = header.pop("__metadata__", {})
    names = {v: k for k, v in DTYPES.items()}
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = np.frombuffer(raw[8 + length + begin:8 + length + end], "<" + names[entry["dtype"]])
        arrays[name] = values.reshape(entry["shape"])
    return arrays, metadata


def same(got):
    assert got.keys() == ARRAYS.keys()
    for name, want in ARRAYS.items():
        assert got[name].dtype == want.dtype and got[name].shape == want.shape and (got[name] == want).all(), name


def main():
    by_size = sorted(ARRAYS, key=lambda name: -ARRAYS[name].itemsize)
    marked = {"ember.format": "1", "ember.crc32c": "00000000", **METADATA}
    raw = safetensors(ARRAYS, marked, by_size, ARRAYS)
    at = raw.index(b'"ember.crc32c":"') + 16
    raw = raw[:at] + f"{crc32c(raw):08x}".encode() + raw[at + 8:]
    open("ember.safetensors", "wb").write(raw)
    open("foreign.safetensors", "wb").write(safetensors(ARRAYS, {}, sorted(ARRAYS), sorted(ARRAYS, reverse=True)))

    np.savez("numpy.npz", **ARRAYS)
    np.savez_compressed("compressed.npz", **ARRAYS)
    np.save("c_order.npy", ARRAYS["fc1.weight"])
    np.save("fortran_order.npy", np.asfortranarray(np.arange(24, dtype=np.int32).reshape(2, 3, 4)))
    np.save("big_endian.npy", ARRAYS["fc1.weight"].astype(">f4"))
    with zipfile.ZipFile("ember.npz", "w") as out:
        for name, array in ARRAYS.items():
            file = io.BytesIO()
            np.save(file, array)
            info = zipfile.ZipInfo(name + ".npy")
            info.create_system = 3
            out.writestr(info, file.getvalue())

    for path in ("ember.safetensors", "foreign.safetensors"):
        same(read_safetensors(path)[0])
    assert {**read_safetensors("ember.safetensors")[1]}.items() >= METADATA.items()
    same(dict(np.load("ember.npz")))


main()
