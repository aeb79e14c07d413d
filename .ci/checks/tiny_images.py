"""Writes labelled images for the tiny test bundle, standard library only.

    python3 tiny_images.py DIRECTORY

Folders are named like the bundle's cells: tone is how red an image is, hue how green.
"""

import pathlib
import random
import struct
import sys
import zlib

SIZE = 16
RED = {"dark": 70, "light": 185}
GREEN = {"low": 45, "middle": 128, "high": 210}
PER_CELL = 20


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(red, green, noise):
    rows = b"".join(
        b"\0" + bytes(v for _ in range(SIZE) for v in (red, green, noise.randrange(256)))
        for _ in range(SIZE)
    )
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def main():
    root = pathlib.Path(sys.argv[1])
    noise = random.Random(5)
    for tone, red in RED.items():
        for hue, green in GREEN.items():
            folder = root / f"{tone}.{hue}"
            folder.mkdir(parents=True, exist_ok=True)
            for number in range(PER_CELL):
                image = png(red + noise.randint(-20, 20), green + noise.randint(-20, 20), noise)
                (folder / f"{number:03}.png").write_bytes(image)


if __name__ == "__main__":
    main()
