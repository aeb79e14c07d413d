"""Recomputes the identity of an image's pixels, `pixels_sha256`, as docs/data-set.md defines it."""

import hashlib
import io

from PIL import Image


def pixels_sha256(encoded):
    """SHA-256 of the line "MODE WIDTH HEIGHT" and of the pixels: from the top left, row by row, 8 or 16 bits per channel."""
    image = Image.open(io.BytesIO(encoded))
    return hashlib.sha256(f"{image.mode} {image.width} {image.height}\n".encode() + image.tobytes()).hexdigest()
