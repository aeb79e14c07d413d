"""Makes a bundle of labels: a labeler, an auditor or both, for images that another bundle's model makes.

    python export_labels.py --labeler clip-vit-base-patch32 --words glasses.json --size 256 256 --name glasses --out glasses-bundle

`isonomy.bundle.labelers` and `isonomy.bundle.auditors` of a run take such bundles, each for some attributes: FairFace's classifier
for age, words for glasses. Labelers and auditors are those of export_bundle.py: a CLIP or SigLIP checkpoint with --words, a
folder with a `network.json`, TorchScript, or another bundle. README.md beside this file describes them.
"""

import argparse
import hashlib
import sys
import warnings
from pathlib import Path

import torch

import commands
import judging
import levels
import tracing
from errors import ExportError

warnings.filterwarnings("ignore")

CARD = "MODEL_CARD.md"


def arguments(argv=None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labeler", type=Path, help="tells the classes of an image")
    parser.add_argument("--auditor", type=Path, help="judges a labeler's labels; trained apart from it")
    judging.arguments(parser)
    parser.add_argument("--size", type=int, nargs=2, required=True, metavar=("HEIGHT", "WIDTH"), help="of the images that it will look at")
    parser.add_argument("--channels", type=int, choices=[1, 3, 4], default=3)
    parser.add_argument("--bits", type=int, choices=[8, 16], default=8)
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", default="1")
    parser.add_argument("--licence", default="unknown", help="SPDX identifier")
    parser.add_argument("--model-card", type=Path, help="a Markdown file that goes into the bundle, before what is said of words and calibration")
    parser.add_argument("--engine", choices=["torchscript", "onnx"], default="torchscript")
    parser.add_argument("--channels-last", nargs="+", metavar="MODULE", default=[], help="modules that a processor runs faster in this layout")
    parser.add_argument("--allow-pickle", action="store_true", help="read weights that are not safetensors")
    parser.add_argument("--traceback", action="store_true", help="show where an export ended")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args(argv)


def export(args) -> None:
    require(args)
    image = (args.channels, *args.size)
    found = judging.of(args, image)
    commands.require_modules(args.channels_last, found.parts)
    with commands.placed(args.out) as folder:
        text = write(found, args, image, folder)
    for note in found.notes:
        print(f"note: {note}")
    print(f"{args.out}: {commands.megabytes(args.out):.1f} MB; sha256 = {hashlib.sha256(text.encode()).hexdigest()}")


def require(args) -> None:
    if args.labeler is None and args.auditor is None:
        raise ExportError("name a --labeler, an --auditor or both")
    if min(args.size) < 1:
        raise ExportError(f"--size must be positive but is {args.size[0]} {args.size[1]}")
    if args.bits == 16 and args.channels != 1:
        raise ExportError("--bits 16 needs --channels 1")
    if args.channels_last and args.engine == "onnx":
        raise ExportError("--channels-last needs --engine torchscript")
    commands.require_described(args)


def write(found: judging.Judging, args, image: tuple, folder: Path) -> str:
    named = {}
    for role, (module, methods) in found.parts.items():
        if args.engine == "onnx":
            named[role] = tracing.onnx(module, methods, folder, role)["forward"]
        else:
            named[role] = f"{role}.pt"
            tracing.torchscript(module, methods, folder / named[role], channels_last=role in args.channels_last)
    (folder / CARD).write_text(card(found, args))
    document = {
        "formatVersion": 2,
        "kind": "labels",
        "name": args.name,
        "version": args.version,
        "licence": args.licence,
        "engine": args.engine,
        "image": dict(zip(("channels", "height", "width"), image)) | ({"bits": args.bits} if args.bits != 8 else {}),
        "attributes": [{"name": name, "classes": classes} for name, classes in found.attributes.items()],
        "modules": named,
        "files": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())},
        "modelCard": CARD,
    }
    if args.channels_last:
        document["channelsLast"] = list(dict.fromkeys(args.channels_last))
    if found.about:
        document["judges"] = found.about
    text = levels.document(document)
    (folder / "bundle.json").write_text(text)
    return text


def card(found: judging.Judging, args) -> str:
    """What is known of the judges, for people; `judges` of bundle.json has the same for programs."""
    lines = [args.model_card.read_text().rstrip(), ""] if args.model_card else [f"# {args.name} {args.version}", ""]
    for name, classes in found.attributes.items():
        lines.append(f"- {name}: {', '.join(classes)}")
    for role, about in found.about.items():
        if "words" in about:
            lines += ["", f"## Words of the {role}", ""]
            for name, classes in about["words"].items():
                lines += [f"- {name}, {each}: {'; '.join(texts)}" for each, texts in classes.items()]
        if "calibration" in about:
            lines += ["", f"## Calibration of the {role}", "", "| attribute | images | accuracy | temperature | expected calibration error |"]
            lines.append("|---|---:|---:|---:|---|")
            for name, each in about["calibration"].items():
                before, after = each["expectedCalibrationError"]
                lines.append(f"| {name} | {each['images']} | {each['accuracy']} | {each['temperature']} | {before} before, {after} after |")
    return "\n".join(lines) + "\n"


def main(argv=None) -> int:
    args = arguments(argv)
    torch.manual_seed(0)
    return commands.run("export", export, args)


if __name__ == "__main__":
    sys.exit(main())
