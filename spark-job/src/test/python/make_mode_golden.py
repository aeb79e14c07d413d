"""Says what Pillow makes of the corpus in the modes of models that are not RGB.

    pip install -r requirements-images.txt
    python make_mode_golden.py ../resources/golden/images

modes.json beside the images names, for every one of them, the identity of the pixels that
ImageOps.exif_transpose(image).convert(mode) has: SHA-256 of the line "MODE WIDTH HEIGHT" and of the
pixels. Of grey in 16 bits it is that of "I;16", as Pillow cuts it off at 255 in "L" and "RGBA"; it
does so, too, from "I;16B" to "I;16", so that the way leads over "I". A transparent colour of 16 bits
it does not find among the 8 bits that it reads: there is no "RGBA" of such an image.
"""

import hashlib
import json
import sys
from pathlib import Path

from PIL import Image, ImageOps


def identity(image):
    return hashlib.sha256(f"{image.mode} {image.width} {image.height}\n".encode() + image.tobytes()).hexdigest()


def modes(image):
    if image.mode == "I;16":
        return ("I;16",)
    key = image.info.get("transparency")
    return ("L",) if isinstance(key, tuple) and max(key) > 255 else ("L", "RGBA")


def main():
    folder = Path(sys.argv[1])
    found = {}
    for entry in json.loads((folder / "golden.json").read_text()):
        with Image.open(folder / entry["file"]) as opened:
            image = ImageOps.exif_transpose(opened)
            if image.mode == "I;16B":
                image = image.convert("I").convert("I;16")
            found[entry["file"]] = {mode: identity(image.convert(mode)) for mode in modes(image)}
    lines = (f"{json.dumps(file)}: {json.dumps(each)}" for file, each in found.items())
    (folder / "modes.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
