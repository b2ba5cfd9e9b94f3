#!/usr/bin/env python3
"""Writes squares.ttf: a font of a kilobyte whose characters are squares of different sizes, drawn by no one. In the public domain (CC0)."""

import pathlib
import struct

CHARACTERS = sorted("云汀简报科技创新大会召开12")


def checksum(data):
    data += b"\0" * (-len(data) % 4)
    return sum(struct.unpack(f">{len(data) // 4}I", data)) & 0xFFFFFFFF


def square(size):
    ends = struct.pack(">hhhhhHH", 1, 0, 0, size, size, 3, 0)
    flags = bytes([0x01] * 4)
    xs = struct.pack(">4h", 0, 0, size, 0)
    ys = struct.pack(">4h", 0, size, 0, -size)
    data = ends + flags + xs + ys
    return data + b"\0" * (-len(data) % 4)


glyphs = [square(500)] + [square(600 + 20 * at) for at in range(len(CHARACTERS))]
offsets = [0]
for glyph in glyphs:
    offsets.append(offsets[-1] + len(glyph))

groups = b"".join(struct.pack(">3I", ord(c), ord(c), at + 1) for at, c in enumerate(CHARACTERS))
names = [(0, "CC0"), (1, "Squares"), (2, "Regular"), (4, "Squares"), (6, "Squares")]
strings = b"".join(text.encode("utf-16-be") for _, text in names)
records, at = b"", 0
for number, text in names:
    records += struct.pack(">6H", 3, 1, 0x409, number, len(text) * 2, at)
    at += len(text) * 2

count = len(glyphs)
tables = {
    b"OS/2": struct.pack(">HhHHH10hh10s4I4sHHHhhhHH2I2h3H", 4, 1000, 700, 5, 0, *[100] * 10, 0, bytes(10), 0, 0, 0, 0, b"NONE", 64, 0x31, 0xFFFF, 880, -120, 0, 880, 120, 0, 0, 500, 700, 0, 32, 1),
    b"cmap": struct.pack(">HHHHIHHIII", 0, 1, 3, 10, 12, 12, 0, 16 + len(groups), 0, len(CHARACTERS)) + groups,
    b"glyf": b"".join(glyphs),
    b"head": struct.pack(">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, 1000, 0, 0, 0, 0, 1000, 1000, 0, 8, 2, 1, 0),
    b"hhea": struct.pack(">I3hH11hH", 0x10000, 880, -120, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, count),
    b"hmtx": struct.pack(">Hh", 1000, 0) * count,
    b"loca": struct.pack(f">{len(offsets)}I", *offsets),
    b"maxp": struct.pack(">I14H", 0x10000, count, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    b"name": struct.pack(">HHH", 0, len(names), 6 + len(records)) + records + strings,
    b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
}

directory, body = b"", b""
for tag, data in sorted(tables.items()):
    directory += struct.pack(">4s3I", tag, checksum(data), 12 + 16 * len(tables) + len(body), len(data))
    body += data + b"\0" * (-len(data) % 4)
header = struct.pack(">I4H", 0x10000, len(tables), 128, 3, len(tables) * 16 - 128)
pathlib.Path(__file__).with_suffix(".ttf").write_bytes(header + directory + body)
