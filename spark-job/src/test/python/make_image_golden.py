"""Makes the corpus of small images that ImageCorpusTest decodes, and what Pillow makes of them.

    pip install -r requirements-images.txt
    python make_image_golden.py ../resources/golden/images

Every file is written beside an entry in golden.json: its kind (a row of the table in
docs/images.md), its size, and the pixels of ImageOps.exif_transpose(image).convert("RGB") as
zlib-compressed base64. A file that Pillow cannot write is assembled here, byte by byte.
"""

import base64
import io
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

WIDTH, HEIGHT = 24, 18
RANDOM = np.random.RandomState(20)


def scene(width=WIDTH, height=HEIGHT):
    """Gradients, a sharp edge and some noise: RGB."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 // (width - 1), y * 255 // (height - 1), (x * y * 7) % 256], -1)
    rgb = rgb.astype(np.int64) + RANDOM.randint(-9, 10, rgb.shape)
    rgb[height // 4 : height // 2, width // 3 : width // 2] = (230, 20, 40)
    return np.clip(rgb, 0, 255).astype(np.uint8)


RGB = scene()
GREY = ((RGB[..., 0].astype(int) + 2 * RGB[..., 1]) // 3).astype(np.uint8)
ALPHA = np.clip(np.mgrid[0:HEIGHT, 0:WIDTH][1] * 12 - 8, 0, 255).astype(np.uint8)
IMAGE = Image.fromarray(RGB)
IMAGE_GREY = Image.fromarray(GREY)
IMAGE_ALPHA = IMAGE.copy()
IMAGE_ALPHA.putalpha(Image.fromarray(ALPHA))
IMAGE_CMYK = Image.merge(
    "CMYK", [Image.fromarray(b) for b in (RGB[..., 0], RGB[..., 1], RGB[..., 2], 255 - GREY)]
)


def wide(samples8):
    """16-bit samples whose low bytes are not the high ones."""
    return (samples8.astype(np.uint16) << 8) | RANDOM.randint(0, 256, samples8.shape).astype(np.uint16)


def saved(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


# PNG


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_rows(samples, depth, predict):
    """Filtered scan lines of samples[height, width, bands]; filter type 0, or all five in turn."""
    height, width, bands = samples.shape
    if not width or not height:
        return b""
    step = max(1, bands * depth // 8)
    before = None
    out = b""
    for y in range(height):
        if depth == 16:
            line = samples[y].astype(">u2").tobytes()
        elif depth == 8:
            line = samples[y].astype(np.uint8).tobytes()
        else:
            bits = ((samples[y].ravel()[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
            line = np.packbits(bits.ravel()).tobytes()
        before = before or bytes(len(line))
        kind = y % 5 if predict else 0
        filtered = bytearray()
        for i, byte in enumerate(line):
            a = line[i - step] if i >= step else 0
            b = before[i]
            c = before[i - step] if i >= step else 0
            nearest = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            filtered.append((byte - (0, a, b, (a + b) // 2, nearest)[kind]) & 255)
        out += bytes([kind]) + bytes(filtered)
        before = line
    return out


ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def png(samples, depth, colour, before=(), interlaced=False, predict=True, after=(), split=None):
    samples = samples if samples.ndim == 3 else samples[..., None]
    height, width, _ = samples.shape
    if interlaced:
        raw = b"".join(png_rows(samples[y::dy, x::dx], depth, predict) for x, y, dx, dy in ADAM7)
    else:
        raw = png_rows(samples, depth, predict)
    packed = zlib.compress(raw, 9)
    parts = [packed] if not split else [packed[i : i + split] for i in range(0, len(packed), split)]
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    chunks = [(b"IHDR", header), *before, *((b"IDAT", part) for part in parts), *after, (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def palette(entries):
    colours = RANDOM.randint(0, 256, (entries, 3)).astype(np.uint8)
    return (b"PLTE", colours.tobytes())


def pngs():
    for depth in (1, 2, 4, 8, 16):
        samples = wide(GREY) if depth == 16 else GREY >> (8 - depth)
        for interlaced in (False, True):
            name = f"grey{depth}{'-adam7' if interlaced else ''}"
            yield f"png-{name}.png", "PNG grey, 1 to 8 bits" if depth < 16 else "PNG grey, 16 bits", png(
                samples, depth, 0, interlaced=interlaced, predict=depth >= 8
            )
        key = struct.pack(">H", int(samples[3, 3]))
        yield f"png-grey{depth}-trns.png", "PNG grey, one grey transparent", png(
            samples, depth, 0, [(b"tRNS", key)]
        )
    for depth in (1, 2, 4, 8):
        entries = min(1 << depth, 200)
        samples = (GREY >> (8 - depth)) % entries
        colours = palette(entries)
        yield f"png-palette{depth}.png", "PNG palette", png(samples, depth, 3, [colours], predict=False)
        yield f"png-palette{depth}-adam7.png", "PNG palette", png(
            samples, depth, 3, [colours], interlaced=True, predict=False
        )
        clear = bytes(range(0, 256, 256 // entries))[: max(1, entries // 2)]
        yield f"png-palette{depth}-trns.png", "PNG palette, transparent entries", png(
            samples, depth, 3, [colours, (b"tRNS", clear)], predict=False
        )
    grey_alpha = np.stack([GREY, ALPHA], -1)
    rgb_alpha = np.concatenate([RGB, ALPHA[..., None]], -1)
    for interlaced in (False, True):
        end = "-adam7.png" if interlaced else ".png"
        yield "png-la8" + end, "PNG grey with alpha", png(grey_alpha, 8, 4, interlaced=interlaced)
        yield "png-la16" + end, "PNG grey with alpha, 16 bits", png(wide(grey_alpha), 16, 4, interlaced=interlaced)
        yield "png-rgb8" + end, "PNG RGB", png(RGB, 8, 2, interlaced=interlaced)
        yield "png-rgb16" + end, "PNG RGB, 16 bits", png(wide(RGB), 16, 2, interlaced=interlaced)
        yield "png-rgba8" + end, "PNG RGBA", png(rgb_alpha, 8, 6, interlaced=interlaced)
        yield "png-rgba16" + end, "PNG RGBA, 16 bits", png(wide(rgb_alpha), 16, 6, interlaced=interlaced)
    key = struct.pack(">HHH", *(int(v) for v in RGB[5, 9]))
    yield "png-rgb8-trns.png", "PNG RGB, one colour transparent", png(RGB, 8, 2, [(b"tRNS", key)])
    samples = wide(RGB)
    key = struct.pack(">HHH", *(int(v) for v in samples[5, 9]))
    yield "png-rgb16-trns.png", "PNG RGB, one colour transparent", png(samples, 16, 2, [(b"tRNS", key)])
    gamma = (b"gAMA", struct.pack(">I", 100000))
    chromaticities = (b"cHRM", struct.pack(">8I", 34567, 35850, 73469, 26531, 11914, 82610, 15664, 3661))
    kind = "PNG with gAMA, cHRM, sRGB, iCCP"
    yield "png-gama-linear-rgb.png", kind, png(RGB, 8, 2, [gamma, chromaticities])
    yield "png-gama-linear-grey.png", kind, png(GREY, 8, 0, [gamma])
    yield "png-gama-linear-grey-alpha.png", kind, png(grey_alpha, 8, 4, [gamma])
    yield "png-srgb.png", kind, png(RGB, 8, 2, [(b"sRGB", b"\0"), (b"gAMA", struct.pack(">I", 45455))])
    for name, profile in PROFILES.items():
        iccp = (b"iCCP", b"profile\0\0" + zlib.compress(profile))
        yield f"png-icc-{name}.png", kind, png(RGB, 8, 2, [iccp])
    yield "png-icc-grey.png", kind, png(GREY, 8, 0, [(b"iCCP", b"profile\0\0" + zlib.compress(GREY_PROFILE))])
    yield "png-icc-damaged.png", kind, png(RGB, 8, 2, [(b"iCCP", b"profile\0\0no profile")])
    yield "png-many-chunks.png", "PNG RGB", png(
        RGB, 8, 2, [(b"tEXt", b"Comment\0x"), (b"pHYs", struct.pack(">IIB", 1, 1, 0)), (b"abCd", b"?")], split=50
    )
    yield "png-suggested-palette.png", "PNG RGB", png(RGB, 8, 2, [palette(7)])
    yield "png-bytes-after-end.png", "Bytes after the end", png(RGB, 8, 2) + b"trailing" * 5
    yield "png-1x1.png", "Extreme sizes", png(RGB[:1, :1], 8, 2)
    yield "png-1x300.png", "Extreme sizes", saved(Image.fromarray(scene(300, 2)[:1]), "PNG")
    yield "png-200x1.png", "Extreme sizes", saved(Image.fromarray(scene(2, 200)[:, :1]), "PNG")
    yield "png-3x3-adam7.png", "Extreme sizes", png(RGB[:3, :3], 8, 2, interlaced=True)
    other = zlib.compress(png_rows(255 - RGB, 8, False))
    frames = [
        (b"acTL", struct.pack(">II", 2, 0)),
        (b"fcTL", struct.pack(">IIIIIHHBB", 0, WIDTH, HEIGHT, 0, 0, 1, 10, 0, 0)),
    ]
    later = [
        (b"fcTL", struct.pack(">IIIIIHHBB", 1, WIDTH, HEIGHT, 0, 0, 1, 10, 0, 0)),
        (b"fdAT", struct.pack(">I", 2) + other),
    ]
    yield "png-animated.png", "Animations, first image", png(RGB, 8, 2, frames, after=later)


# JPEG


def segments(jpeg):
    """The marker segments up to the first scan, and all that follows."""
    at = 2
    found = []
    while jpeg[at + 1] != 0xDA:
        size = struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        found.append(jpeg[at : at + 2 + size])
        at += 2 + size
    return found, jpeg[at:]


def jpeg_of(found, rest):
    return b"\xff\xd8" + b"".join(found) + rest


def without(jpeg, *markers):
    found, rest = segments(jpeg)
    return jpeg_of([each for each in found if each[1] not in markers], rest)


def with_adobe(jpeg, transform):
    adobe = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform])
    found, rest = segments(without(jpeg, 0xEE))
    return jpeg_of([adobe, *found], rest)


def with_ids(jpeg, ids):
    found, rest = segments(jpeg)
    changed = []
    for each in found:
        each = bytearray(each)
        if each[1] in (0xC0, 0xC1, 0xC2):
            for i, new in enumerate(ids):
                each[10 + 3 * i] = new
        changed.append(bytes(each))
    rest = bytearray(rest)
    assert rest[4] == len(ids), "one scan of all components"
    for i, new in enumerate(ids):
        rest[5 + 2 * i] = new
    return jpeg_of(changed, bytes(rest))


def with_sampling(jpeg, first):
    """The first component's sampling factors; the others have 1 x 1."""
    found, rest = segments(jpeg)
    changed = []
    for each in found:
        each = bytearray(each)
        if each[1] == 0xC0:
            each[11] = first
        changed.append(bytes(each))
    return jpeg_of(changed, rest)


def jpegs():
    for quality in (60, 95):
        yield f"jpeg-grey-{quality}.jpg", "JPEG grey", saved(IMAGE_GREY, "JPEG", quality=quality)
        for sampling in ("4:4:4", "4:2:2", "4:2:0"):
            name = f"jpeg-{sampling.replace(':', '')}-{quality}.jpg"
            yield name, f"JPEG {sampling}", saved(IMAGE, "JPEG", quality=quality, subsampling=sampling)
    for size in ((1, 1), (2, 2), (3, 5), (5, 3), (16, 16), (17, 33), (40, 7)):
        image = Image.fromarray(scene(max(2, size[0]), max(2, size[1]))[: size[1], : size[0]])
        yield f"jpeg-420-{size[0]}x{size[1]}.jpg", "JPEG 4:2:0", saved(image, "JPEG", quality=80, subsampling=2)
        yield f"jpeg-422-{size[0]}x{size[1]}.jpg", "JPEG 4:2:2", saved(image, "JPEG", quality=80, subsampling=1)
    upright = saved(Image.fromarray(scene(32, 16)), "JPEG", quality=90, subsampling=1)
    yield "jpeg-440.jpg", "JPEG 4:4:0 and 4:1:1", with_sampling(upright, 0x12)
    # 4:2:0 and 4:1:1 have the same blocks in a unit; only what these cover differs.
    upright = saved(Image.fromarray(scene(32, 16)), "JPEG", quality=90, subsampling=2)
    yield "jpeg-411.jpg", "JPEG 4:4:0 and 4:1:1", with_sampling(upright, 0x41)
    for sampling in (0, 2):
        image = saved(IMAGE, "JPEG", quality=85, subsampling=sampling, progressive=True)
        yield f"jpeg-progressive-{sampling}.jpg", "JPEG progressive", image
    yield "jpeg-progressive-grey.jpg", "JPEG progressive", saved(IMAGE_GREY, "JPEG", progressive=True)
    yield "jpeg-progressive-cmyk.jpg", "JPEG progressive", saved(IMAGE_CMYK, "JPEG", progressive=True)
    for name, options in (("blocks", {"restart_marker_blocks": 1}), ("rows", {"restart_marker_rows": 1})):
        yield f"jpeg-restart-{name}.jpg", "JPEG with restart markers", saved(IMAGE, "JPEG", **options)
    yield "jpeg-optimized.jpg", "JPEG 4:2:0", saved(IMAGE, "JPEG", optimize=True)

    plain = saved(IMAGE, "JPEG", quality=92, subsampling=0)
    kind = "JPEG RGB (Adobe transform 0, or component names)"
    keeps = saved(IMAGE, "JPEG", quality=92, keep_rgb=True)
    yield "jpeg-rgb-adobe0.jpg", kind, keeps
    yield "jpeg-rgb-adobe0-jfif.jpg", kind, with_adobe(plain, 0)
    yield "jpeg-rgb-names.jpg", kind, with_ids(without(keeps, 0xE0, 0xEE), b"RGB")
    bare = without(plain, 0xE0, 0xEE)
    kind = "JPEG YCbCr without JFIF"
    yield "jpeg-adobe0-no-jfif.jpg", "JPEG RGB (Adobe transform 0, or component names)", with_adobe(bare, 0)
    yield "jpeg-adobe1-no-jfif.jpg", kind, with_adobe(bare, 1)
    yield "jpeg-adobe2-no-jfif.jpg", kind, with_adobe(bare, 2)
    yield "jpeg-bare.jpg", kind, bare
    yield "jpeg-bare-ids-012.jpg", kind, with_ids(bare, b"\0\1\2")
    yield "jpeg-bare-ids-yCc.jpg", kind, with_ids(bare, b"\x22\x23\x24")
    bare420 = without(saved(IMAGE, "JPEG", subsampling=2), 0xE0)
    yield "jpeg-bare-420.jpg", kind, bare420
    yield "jpeg-exif-only.jpg", kind, without(saved(IMAGE, "JPEG", exif=orientation(1), subsampling=0), 0xE0)

    cmyk = saved(IMAGE_CMYK, "JPEG", quality=92)
    yield "jpeg-cmyk.jpg", "JPEG CMYK", cmyk
    yield "jpeg-cmyk-of-rgb.jpg", "JPEG CMYK", saved(IMAGE.convert("CMYK"), "JPEG", quality=95)
    yield "jpeg-cmyk-no-adobe.jpg", "JPEG CMYK", without(cmyk, 0xEE)
    yield "jpeg-cmyk-adobe0.jpg", "JPEG CMYK", with_adobe(cmyk, 0)
    yield "jpeg-ycck.jpg", "JPEG YCCK", with_adobe(cmyk, 2)
    yield "jpeg-ycck-icc.jpg", "JPEG YCCK", with_adobe(saved(IMAGE_CMYK, "JPEG", icc_profile=CMYK_PROFILE), 2)

    for name, profile in PROFILES.items():
        yield f"jpeg-icc-{name}.jpg", "JPEG with an ICC profile", saved(IMAGE, "JPEG", icc_profile=profile)
    kind = "JPEG with an ICC profile"
    yield "jpeg-icc-grey.jpg", kind, saved(IMAGE_GREY, "JPEG", icc_profile=GREY_PROFILE)
    yield "jpeg-icc-damaged.jpg", kind, saved(IMAGE, "JPEG", icc_profile=b"no profile")
    yield "jpeg-icc-of-another-kind.jpg", kind, saved(IMAGE, "JPEG", icc_profile=GREY_PROFILE)
    yield "jpeg-bytes-after-end.jpg", "Bytes after the end", plain + b"\0trailing" * 9
    yield "jpeg-two-images.jpg", "Bytes after the end", plain + saved(IMAGE_GREY, "JPEG")
    found, rest = segments(plain)
    yield "jpeg-comments-and-fill.jpg", "JPEG 4:4:4", jpeg_of(
        [found[0], b"\xff\xfe\x00\x07hello", b"\xff" + found[1], *found[2:]], rest
    )
    yield "jpeg-photoshop-thumbnail.jpg", "JPEG 4:4:4", jpeg_of(
        [found[0], b"\xff\xed" + struct.pack(">H", 2 + len(plain)) + plain, *found[1:]], rest
    )
    yield "jpeg-mpo.jpg", "Animations, first image", saved(
        IMAGE, "MPO", save_all=True, append_images=[ImageOps.invert(IMAGE)]
    )


# TIFF

SHORT, LONG, RATIONAL = 3, 4, 5


def tiff(samples, depth, photometric, *, order="<", rows=None, tile=None, compress=None, tags=(), planar=False,
         predictor=False, big=False, fill=1):
    samples = samples if samples.ndim == 3 else samples[..., None]
    height, width, bands = samples.shape
    planes = [samples[..., b : b + 1] for b in range(bands)] if planar else [samples]
    blocks = []
    for plane in planes:
        if tile:
            for y in range(0, height, tile):
                for x in range(0, width, tile):
                    part = plane[y : y + tile, x : x + tile]
                    pad = [(0, tile - part.shape[0]), (0, tile - part.shape[1]), (0, 0)]
                    blocks.append(np.pad(part, pad, mode="edge"))
        else:
            step = rows or height
            blocks += [plane[y : y + step] for y in range(0, height, step)]
    encode = compress or (lambda raw, row: raw)
    parts = [encode(*tiff_bytes(block, depth, order, predictor)) for block in blocks]
    layout = b""
    offsets = []
    head = 16 if big else 8
    for part in parts:
        offsets.append(head + len(layout))
        layout += part + b"\0" * (len(part) % 2)
    code = {None: 1}.get(compress, getattr(compress, "code", None))
    entries = {
        256: (LONG, [width]), 257: (LONG, [height]), 258: (SHORT, [depth] * bands), 259: (SHORT, [code]),
        262: (SHORT, [photometric]), 277: (SHORT, [bands]), 284: (SHORT, [2 if planar else 1]),
    }
    if fill != 1:
        entries[266] = (SHORT, [fill])
    if predictor:
        entries[317] = (SHORT, [2])
    sizes = [len(part) for part in parts]
    if tile:
        entries |= {322: (LONG, [tile]), 323: (LONG, [tile]), 324: (LONG, offsets), 325: (LONG, sizes)}
    else:
        entries |= {273: (LONG, offsets), 278: (LONG, [rows or height]), 279: (LONG, sizes)}
    entries |= dict(tags)
    return tiff_file(layout, entries, order, big)


def tiff_bytes(block, depth, order, predictor):
    block = block.astype(np.int64)
    if predictor:
        block = np.concatenate([block[:, :1], np.diff(block, axis=1)], 1) & ((1 << depth) - 1)
    lines = []
    for line in block:
        if depth == 16:
            lines.append(line.astype(order + "u2").tobytes())
        elif depth == 8:
            lines.append(line.astype(np.uint8).tobytes())
        else:
            bits = ((line.ravel()[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
            lines.append(np.packbits(bits.ravel()).tobytes())
    return b"".join(lines), len(lines[0])


def tiff_file(layout, entries, order, big):
    count, size = ("Q", 8) if big else ("I", 4)
    head = 16 if big else 8
    at = head + len(layout)
    ifd = at
    body = struct.pack(order + ("Q" if big else "H"), len(entries))
    extra_at = at + len(body) + len(entries) * (20 if big else 12) + size
    extra = b""
    for tag, (kind, values) in sorted(entries.items()):
        data = struct.pack(order + str(len(values)) + {SHORT: "H", LONG: "I"}[kind], *values)
        body += struct.pack(order + "HH" + count, tag, kind, len(values))
        if len(data) <= size:
            body += data.ljust(size, b"\0")
        else:
            body += struct.pack(order + count, extra_at + len(extra))
            extra += data + b"\0" * (len(data) % 2)
    body += struct.pack(order + count, 0)
    mark = b"II" if order == "<" else b"MM"
    header = struct.pack(order + "HHHQ", 43, 8, 0, ifd) if big else struct.pack(order + "HI", 42, ifd)
    return mark + header + layout + body + extra


def deflate(raw, row):
    return zlib.compress(raw)


def pack_bits(raw, row):
    out = b""
    for start in range(0, len(raw), row):
        line = raw[start : start + row]
        for at in range(0, len(line), 100):
            part = line[at : at + 100]
            out += bytes([len(part) - 1]) + part
    return out


def old_deflate(raw, row):
    return zlib.compress(raw)


deflate.code, pack_bits.code, old_deflate.code = 8, 32773, 32946


def tiffs():
    cmyk = np.asarray(IMAGE_CMYK)
    for order in "<>":
        end = "le" if order == "<" else "be"
        yield f"tiff-grey-{end}.tif", "TIFF grey", tiff(GREY, 8, 1, order=order, rows=5)
        yield f"tiff-rgb-{end}.tif", "TIFF RGB", tiff(RGB, 8, 2, order=order, rows=7)
        yield f"tiff-rgb16-{end}.tif", "TIFF RGB, 16 bits", tiff(wide(RGB), 16, 2, order=order, rows=7)
        yield f"tiff-grey16-{end}.tif", "TIFF grey, 16 bits", tiff(wide(GREY), 16, 1, order=order)
    for depth in (1, 2, 4):
        yield f"tiff-grey{depth}.tif", "TIFF grey", tiff(GREY >> (8 - depth), depth, 1)
        yield f"tiff-grey{depth}-white-is-zero.tif", "TIFF grey, white is zero", tiff(GREY >> (8 - depth), depth, 0)
    yield "tiff-grey8-white-is-zero.tif", "TIFF grey, white is zero", tiff(GREY, 8, 0)
    yield "tiff-no-photometric-samples.tif", "TIFF grey", without_tag(GREY)
    for name, method in (("deflate", deflate), ("packbits", pack_bits), ("old-deflate", old_deflate)):
        yield f"tiff-{name}.tif", "TIFF deflate, LZW, PackBits, JPEG, fax", tiff(RGB, 8, 2, compress=method, rows=6)
        yield f"tiff-{name}-grey1.tif", "TIFF deflate, LZW, PackBits, JPEG, fax", tiff(
            GREY >> 7, 1, 1, compress=method, rows=6
        )
    yield "tiff-deflate-predictor.tif", "TIFF deflate, LZW, PackBits, JPEG, fax", tiff(
        RGB, 8, 2, compress=deflate, predictor=True
    )
    yield "tiff-deflate-predictor16.tif", "TIFF RGB, 16 bits", tiff(
        wide(RGB), 16, 2, compress=deflate, predictor=True
    )
    yield "tiff-tiled.tif", "TIFF tiled", tiff(RGB, 8, 2, tile=16)
    yield "tiff-tiled-deflate.tif", "TIFF tiled", tiff(RGB, 8, 2, tile=16, compress=deflate)
    yield "tiff-tiled-grey.tif", "TIFF tiled", tiff(GREY, 8, 1, tile=16)
    yield "tiff-planar.tif", "TIFF planar", tiff(RGB, 8, 2, planar=True, compress=deflate)
    yield "tiff-big.tif", "TIFF RGB", tiff(RGB, 8, 2, big=True)
    alpha = np.concatenate([RGB, ALPHA[..., None]], -1)
    yield "tiff-rgba.tif", "TIFF RGBA", tiff(alpha, 8, 2, tags=[(338, (SHORT, [2]))])
    yield "tiff-rgba-unspecified.tif", "TIFF RGBA", tiff(alpha, 8, 2, tags=[(338, (SHORT, [0]))])
    yield "tiff-rgba16.tif", "TIFF RGBA", tiff(wide(alpha), 16, 2, tags=[(338, (SHORT, [2]))])
    multiplied = alpha.copy()
    multiplied[..., :3] = alpha[..., :3].astype(int) * ALPHA[..., None] // 255
    yield "tiff-rgba-multiplied.tif", "TIFF RGBA", tiff(multiplied, 8, 2, tags=[(338, (SHORT, [1]))])
    five = np.concatenate([alpha, GREY[..., None]], -1)
    yield "tiff-rgb-and-two.tif", "TIFF RGBA", tiff(five, 8, 2, tags=[(338, (SHORT, [0, 0]))])
    yield "tiff-rgba-and-one.tif", "TIFF RGBA", tiff(five, 8, 2, tags=[(338, (SHORT, [2, 0]))])
    yield "tiff-la.tif", "TIFF grey with alpha", tiff(
        np.stack([GREY, ALPHA], -1), 8, 1, tags=[(338, (SHORT, [2]))]
    )
    colours = RANDOM.randint(0, 256, 768) * 257
    yield "tiff-palette8.tif", "TIFF palette", tiff(GREY, 8, 3, tags=[(320, (SHORT, list(colours)))])
    yield "tiff-palette4.tif", "TIFF palette", tiff(GREY >> 4, 4, 3, tags=[(320, (SHORT, list(colours[:48])))])
    yield "tiff-palette1.tif", "TIFF palette", tiff(GREY >> 7, 1, 3, tags=[(320, (SHORT, list(colours[:6])))])
    yield "tiff-cmyk.tif", "TIFF CMYK", tiff(cmyk, 8, 5)
    yield "tiff-cmyk16.tif", "TIFF CMYK", tiff(wide(cmyk), 16, 5)
    yield "tiff-cmyk-lzw.tif", "TIFF CMYK", saved(IMAGE_CMYK, "TIFF", compression="tiff_lzw")
    yield "tiff-cmyk-icc.tif", "TIFF CMYK", saved(IMAGE_CMYK, "TIFF", icc_profile=CMYK_PROFILE)
    kind = "TIFF deflate, LZW, PackBits, JPEG, fax"
    yield "tiff-lzw.tif", kind, saved(IMAGE, "TIFF", compression="tiff_lzw")
    yield "tiff-lzw-grey.tif", kind, saved(IMAGE_GREY, "TIFF", compression="tiff_lzw")
    yield "tiff-lzw-predictor.tif", kind, saved(IMAGE, "TIFF", compression="tiff_lzw", tiffinfo={317: 2})
    yield "tiff-group4.tif", kind, saved(IMAGE_GREY.convert("1"), "TIFF", compression="group4")
    yield "tiff-group3.tif", kind, saved(IMAGE_GREY.convert("1"), "TIFF", compression="group3")
    yield "tiff-jpeg.tif", kind, saved(IMAGE, "TIFF", compression="jpeg", quality=95)
    yield "tiff-jpeg-grey.tif", kind, saved(IMAGE_GREY, "TIFF", compression="jpeg", quality=95)
    for name, profile in PROFILES.items():
        yield f"tiff-icc-{name}.tif", "TIFF RGB", saved(IMAGE, "TIFF", icc_profile=profile)
    yield "tiff-icc-grey.tif", "TIFF grey", saved(IMAGE_GREY, "TIFF", icc_profile=GREY_PROFILE)
    yield "tiff-pages.tif", "Animations, first image", saved(
        IMAGE, "TIFF", save_all=True, append_images=[ImageOps.invert(IMAGE)]
    )


def without_tag(samples):
    """Leaves out all that has a default: samples, planes, compression."""
    height, width = samples.shape
    entries = {
        256: (SHORT, [width]), 257: (SHORT, [height]), 258: (SHORT, [8]), 262: (SHORT, [1]),
        273: (LONG, [8]), 279: (LONG, [samples.size]),
    }
    return tiff_file(samples.tobytes(), entries, "<", False)


# GIF, BMP, WebP


def gifs():
    indexed = IMAGE.quantize(64)
    yield "gif-plain.gif", "GIF", saved(indexed, "GIF", interlace=0)
    yield "gif-interlaced.gif", "GIF", saved(indexed, "GIF", interlace=1)
    yield "gif-grey.gif", "GIF", saved(IMAGE_GREY, "GIF")
    yield "gif-two-colours.gif", "GIF", saved(IMAGE_GREY.convert("1"), "GIF")
    yield "gif-transparent.gif", "GIF, transparent", saved(indexed, "GIF", transparency=3)
    yield "gif-transparent-interlaced.gif", "GIF, transparent", saved(indexed, "GIF", transparency=7, interlace=1)
    frames = [ImageOps.invert(IMAGE).quantize(32), IMAGE_GREY.convert("P")]
    yield "gif-animated.gif", "Animations, first image", saved(
        indexed, "GIF", save_all=True, append_images=frames, duration=100, loop=0
    )
    yield "gif-bytes-after-end.gif", "Bytes after the end", saved(indexed, "GIF") + b"trailing"
    for background in (0, 2):
        for clear in (None, 1):
            name = f"gif-smaller-frame-{background}{'' if clear is None else '-transparent'}.gif"
            yield name, "GIF, frame smaller than its screen", smaller_frame(background, clear)
    yield "gif-local-palette.gif", "GIF", smaller_frame(None, None)


def smaller_frame(background, clear):
    """A frame of 6 x 5 at (3, 2) of a screen of 12 x 9, in four colours, its LZW codes literal."""
    colours = bytes([200, 10, 10, 10, 200, 10, 10, 10, 200, 240, 240, 20])
    samples = RANDOM.randint(0, 4, 30)
    bits, length = 0, 0
    for code in [c for s in samples for c in (4, int(s))] + [5]:
        bits |= code << length
        length += 3
    data = bits.to_bytes((length + 7) // 8, "little")
    screen = (12, 9) if background is not None else (6, 5)
    flags = 0x81 if background is not None else 0
    out = b"GIF89a" + struct.pack("<HHBBB", *screen, flags, background or 0, 0)
    out += colours if background is not None else b""
    if clear is not None:
        out += b"\x21\xf9\x04\x01\x00\x00" + bytes([clear]) + b"\x00"
    place = (3, 2) if background is not None else (0, 0)
    out += b"," + struct.pack("<HHHHB", *place, 6, 5, 0 if background is not None else 0x81)
    out += b"" if background is not None else colours
    return out + b"\x02" + bytes([len(data)]) + data + b"\x00;"


def bmp(samples, depth, *, colours=b"", compression=0, masks=b"", top_down=False, header=40, raw=None):
    height, width = samples.shape[:2]
    body = b""
    for line in samples if top_down else samples[::-1]:
        if depth < 8:
            bits = ((line.ravel()[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
            data = np.packbits(bits.ravel()).tobytes()
        elif depth == 16:
            data = line.astype("<u2").tobytes()
        else:
            data = line.astype(np.uint8).tobytes()
        body += data + b"\0" * (-len(data) % 4)
    body = raw if raw is not None else body
    offset = 14 + header + (len(masks) if header == 40 else 0) + len(colours)
    info = struct.pack("<IiiHHIIiiII", header, width, -height if top_down else height, 1, depth, compression,
                       len(body), 2835, 2835, len(colours) // 4, 0)
    info += masks
    if header > 40:
        info = info.ljust(header, b"\0")
    return b"BM" + struct.pack("<IHHI", offset + len(body), 0, 0, offset) + info + colours + body


def bmps():
    bgr = RGB[..., ::-1]
    bgra = np.concatenate([bgr, ALPHA[..., None]], -1)
    greys = b"".join(bytes([v, v, v, 0]) for v in range(256))
    for depth in (1, 4, 8):
        colours = np.concatenate([RANDOM.randint(0, 256, (1 << depth, 3)), np.zeros((1 << depth, 1))], 1)
        yield f"bmp-palette{depth}.bmp", "BMP, 1 to 8 bits", bmp(
            GREY >> (8 - depth), depth, colours=colours.astype(np.uint8).tobytes()
        )
    yield "bmp-grey.bmp", "BMP, 1 to 8 bits", bmp(GREY, 8, colours=greys)
    yield "bmp-black-and-white.bmp", "BMP, 1 to 8 bits", saved(IMAGE_GREY.convert("1"), "BMP")
    yield "bmp-24.bmp", "BMP, 16 to 32 bits", bmp(bgr, 24)
    yield "bmp-24-top-down.bmp", "BMP, 16 to 32 bits", bmp(bgr, 24, top_down=True)
    yield "bmp-32.bmp", "BMP, 16 to 32 bits", bmp(bgra, 32)
    yield "bmp-32-alpha-zero.bmp", "BMP, 16 to 32 bits", bmp(
        np.concatenate([bgr, np.zeros_like(ALPHA)[..., None]], -1), 32
    )
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    yield "bmp-32-v4-alpha.bmp", "BMP, 16 to 32 bits", bmp(bgra, 32, compression=3, masks=masks, header=108)
    yield "bmp-32-v5-alpha.bmp", "BMP, 16 to 32 bits", bmp(bgra, 32, compression=3, masks=masks, header=124)
    yield "bmp-32-masks.bmp", "BMP, 16 to 32 bits", bmp(
        bgra, 32, compression=3, masks=struct.pack("<III", 0xFF0000, 0xFF00, 0xFF)
    )
    high = RGB.astype(np.uint16)
    five = (high[..., 0] >> 3) << 10 | (high[..., 1] >> 3) << 5 | high[..., 2] >> 3
    six = (high[..., 0] >> 3) << 11 | (high[..., 1] >> 2) << 5 | high[..., 2] >> 3
    yield "bmp-16-555.bmp", "BMP, 16 to 32 bits", bmp(five, 16)
    yield "bmp-16-565.bmp", "BMP, 16 to 32 bits", bmp(
        six, 16, compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)
    )
    yield "bmp-pillow.bmp", "BMP, 16 to 32 bits", saved(IMAGE, "BMP")
    yield "bmp-pillow-alpha.bmp", "BMP, 16 to 32 bits", saved(IMAGE_ALPHA, "BMP")
    yield "bmp-os2.bmp", "BMP, 16 to 32 bits", os2(bgr)
    runs = b"".join(
        b"".join(bytes([1, int(v)]) for v in line) + b"\0\0" for line in GREY[::-1]
    ) + b"\0\1"
    yield "bmp-rle8.bmp", "BMP, run lengths", bmp(GREY, 8, colours=greys, compression=1, raw=runs)
    yield "bmp-bytes-after-end.bmp", "Bytes after the end", bmp(bgr, 24) + b"trailing"


def os2(bgr):
    height, width = bgr.shape[:2]
    body = b"".join(line.tobytes() + b"\0" * (-3 * width % 4) for line in bgr[::-1])
    return b"BM" + struct.pack("<IHHI", 26 + len(body), 0, 0, 26) + struct.pack(
        "<IHHHH", 12, width, height, 1, 24) + body


def webps():
    for quality in (10, 50, 90):
        yield f"webp-lossy-{quality}.webp", "WebP lossy", saved(IMAGE, "WEBP", quality=quality)
    yield "webp-lossy-grey.webp", "WebP lossy", saved(IMAGE_GREY, "WEBP", quality=40)
    yield "webp-lossy-5x3.webp", "WebP lossy", saved(Image.fromarray(scene(5, 3)), "WEBP", quality=90)
    yield "webp-lossy-1x1.webp", "Extreme sizes", saved(Image.fromarray(RGB[:1, :1]), "WEBP", quality=90)
    yield "webp-lossy-alpha.webp", "WebP lossy with alpha", saved(IMAGE_ALPHA, "WEBP", quality=70)
    yield "webp-lossy-alpha-raw.webp", "WebP lossy with alpha", saved(
        IMAGE_ALPHA, "WEBP", quality=70, alpha_quality=50
    )
    yield "webp-lossless.webp", "WebP lossless", saved(IMAGE, "WEBP", lossless=True)
    yield "webp-lossless-palette.webp", "WebP lossless", saved(IMAGE.quantize(9).convert("RGB"), "WEBP", lossless=True)
    yield "webp-lossless-alpha.webp", "WebP lossless with alpha", saved(
        IMAGE_ALPHA, "WEBP", lossless=True, exact=True
    )
    for name, profile in PROFILES.items():
        yield f"webp-icc-{name}.webp", "WebP lossy", saved(IMAGE, "WEBP", quality=80, icc_profile=profile)
    frames = [ImageOps.invert(IMAGE), ImageOps.flip(IMAGE)]
    for name, options in (("lossy", {"quality": 70}), ("lossless", {"lossless": True})):
        yield f"webp-animated-{name}.webp", "Animations, first image", saved(
            IMAGE, "WEBP", save_all=True, append_images=frames, duration=80, **options
        )
    yield "webp-animated-alpha.webp", "Animations, first image", saved(
        IMAGE_ALPHA, "WEBP", save_all=True, append_images=frames, duration=80
    )
    yield "webp-bytes-after-end.webp", "Bytes after the end", saved(IMAGE, "WEBP") + b"trailing"


# Orientation


def orientation(value):
    exif = Image.Exif()
    exif[0x112] = value
    exif[0x10F] = "maker"
    return exif


def orientations():
    for value in range(1, 9):
        exif = orientation(value)
        yield f"orientation-{value}.jpg", "Orientation, EXIF of JPEG", saved(IMAGE, "JPEG", exif=exif, quality=90)
        yield f"orientation-{value}.png", "Orientation, EXIF of PNG", saved(IMAGE, "PNG", exif=exif)
        yield f"orientation-{value}.webp", "Orientation, EXIF of WebP", saved(IMAGE, "WEBP", lossless=True, exif=exif)
        yield f"orientation-{value}.tif", "Orientation, tag of TIFF", tiff(RGB, 8, 2, tags=[(274, (SHORT, [value]))])
    kind = "Orientation, EXIF of JPEG"
    big = b"MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
    yield "orientation-big-endian.jpg", kind, saved(IMAGE, "JPEG", exif=b"Exif\0\0" + big)
    long = b"II*\0\x08\0\0\0\1\0\x12\x01\4\0\1\0\0\0\x08\0\0\0\0\0\0\0"
    yield "orientation-as-long.jpg", kind, saved(IMAGE, "JPEG", exif=b"Exif\0\0" + long)
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    found, rest = segments(saved(IMAGE, "JPEG", quality=90))
    app1 = b"http://ns.adobe.com/xap/1.0/\0" + packet
    app1 = b"\xff\xe1" + struct.pack(">H", 2 + len(app1)) + app1
    yield "orientation-xmp.jpg", "Orientation, XMP", jpeg_of([found[0], app1, *found[1:]], rest)
    text = b"XML:com.adobe.xmp\0\0\0\0\0" + packet
    yield "orientation-xmp.png", "Orientation, XMP", png(RGB, 8, 2, [(b"iTXt", text)])
    yield "orientation-xmp.webp", "Orientation, XMP", saved(IMAGE, "WEBP", lossless=True, xmp=packet)
    yield "orientation-0.jpg", kind, saved(IMAGE, "JPEG", exif=orientation(0))
    yield "orientation-9.jpg", kind, saved(IMAGE, "JPEG", exif=orientation(9))
    yield "orientation-damaged-exif.jpg", kind, saved(IMAGE, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0")
    yield "orientation-grey.jpg", kind, saved(IMAGE_GREY, "JPEG", exif=orientation(6))
    yield "orientation-cmyk.jpg", kind, saved(IMAGE_CMYK, "JPEG", exif=orientation(5))
    yield "orientation-420.jpg", kind, saved(IMAGE, "JPEG", exif=orientation(8), subsampling=2)
    yield "orientation-grey16.png", "Orientation, EXIF of PNG", saved(
        Image.fromarray(wide(GREY)), "PNG", exif=orientation(6)
    )
    after = png(RGB, 8, 2, after=[(b"eXIf", big)])
    yield "orientation-after-pixels.png", "Orientation, EXIF of PNG", after


# Profiles


def profile(size, space, tags):
    """A minimal ICC profile: header and tag table."""
    table, data = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, value in tags:
        table += name + struct.pack(">II", start + len(data), len(value))
        data += value + b"\0" * (-len(value) % 4)
    body = struct.pack(">I", len(tags)) + table + data
    head = struct.pack(">I4sI4s4s4s", 128 + len(body), b"none", 0x02400000, b"mntr", space, b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    head += struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + body


def xyz(*values):
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(v * 65536) for v in values))


def curve(gamma):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def primaries(red, green, blue, gamma):
    tags = [(b"wtpt", xyz(0.9642, 1, 0.8249)), (b"rXYZ", xyz(*red)), (b"gXYZ", xyz(*green)), (b"bXYZ", xyz(*blue))]
    return profile(0, b"RGB ", tags + [(name, curve(gamma)) for name in (b"rTRC", b"gTRC", b"bTRC")])


PROFILES = {
    "srgb": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    "display-p3": primaries((0.5151, 0.2412, -0.0011), (0.292, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841), 2.2),
    "adobe-rgb": primaries((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446), 2.2),
}
# The date of creation is all that differs from one run of this script to the next.
PROFILES["srgb"] = PROFILES["srgb"][:24] + bytes(12) + PROFILES["srgb"][36:]
GREY_PROFILE = profile(0, b"GRAY", [(b"wtpt", xyz(0.9642, 1, 0.8249)), (b"kTRC", curve(1.8))])
CMYK_PROFILE = profile(0, b"CMYK", [(b"wtpt", xyz(0.9642, 1, 0.8249))])


def shown(data):
    """What Pillow shows; 16-bit grey by its high bytes, as Pillow does with 16-bit colours."""
    with Image.open(io.BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image)
        if upright.mode.startswith("I;16"):
            return np.repeat((np.asarray(upright) >> 8).astype(np.uint8)[..., None], 3, -1)
        return np.asarray(upright.convert("RGB"))


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    entries = []
    for make in (pngs, jpegs, tiffs, gifs, bmps, webps, orientations):
        for name, kind, data in make():
            try:
                pixels = shown(data)
            except Exception as e:
                sys.exit(f"{name}: Pillow cannot read it: {e!r}")
            (folder / name).write_bytes(data)
            entries.append({
                "file": name, "kind": kind, "width": pixels.shape[1], "height": pixels.shape[0],
                "rgb": base64.b64encode(zlib.compress(pixels.tobytes(), 9)).decode(),
            })
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    (folder / "golden.json").write_text("[\n" + lines + "\n]\n")
    print(len(entries), "files,", sum(f.stat().st_size for f in folder.iterdir()), "bytes")


if __name__ == "__main__":
    main()
