"""Labelers, auditors and features networks as modules of a bundle: read, asked about a few images, calibrated."""

from dataclasses import dataclass, field
from pathlib import Path

import torch

import calibration
import judges
import labelled
import probing
import words
from errors import ExportError


@dataclass
class Judging:
    """What the judges of a bundle are: modules as `parts` of an exported model has them, and what is said of them."""

    parts: dict = field(default_factory=dict)
    attributes: dict = field(default_factory=dict)
    features: int = 0
    notes: list = field(default_factory=list)
    about: dict = field(default_factory=dict)


def images(shape):
    return lambda n: (torch.rand(n, *shape) * 2 - 1,)


def arguments(parser) -> None:
    """The options of judges by words and of calibration."""
    parser.add_argument("--words", type=Path, help="JSON that names each class in several phrasings, for a CLIP or SigLIP labeler or auditor")
    parser.add_argument("--calibrate", type=Path, help="labelled images, a folder or Parquet, that the temperatures of labeler and auditor are fitted to")


def of(args, image: tuple) -> Judging:
    """The judges that the options name, for images of a shape."""
    found = Judging()
    by_words, answers = [], {}
    for role in judges.LABELING:
        path = getattr(args, role)
        if path is None:
            continue
        judge = read(args, path, role, image)
        by_words += [role] if judge.words else []
        require_same(found, judge, role)
        answers[role] = add(args, found, judge, role, image)
    if args.words and not by_words:
        raise ExportError(f"--words {args.words} is for a CLIP or SigLIP labeler or auditor, but none of them is one: leave it out")
    if args.calibrate and not answers:
        raise ExportError("--calibrate is for a labeler or an auditor: leave it out")
    if len(answers) == 2 and torch.equal(*answers.values()):
        found.notes.append("the auditor answers as the labeler does: an audit by the same network cannot find its mistakes")
    if getattr(args, "features", None):
        features = read(args, args.features, "features", image)
        found.notes += features.notes
        found.features = probing.answers(features, image, "features").shape[1]
        found.parts["features"] = (features.module, {"forward": images(image)})
    return found


def read(args, path: Path, role: str, image: tuple) -> judges.Judge:
    if path.is_dir() and words.kind_of(path):
        return words.judge(path, role, args.allow_pickle, args.words, image)
    return judges.read(path, role, args.allow_pickle)


def require_same(found: Judging, judge: judges.Judge, role: str) -> None:
    if found.attributes and list(judge.attributes.items()) != list(found.attributes.items()):
        raise ExportError(f"--{role} must know the labeler's attributes {found.attributes} but knows {judge.attributes}")
    found.attributes = judge.attributes


def add(args, found: Judging, judge: judges.Judge, role: str, image: tuple) -> torch.Tensor:
    out = probing.answers(judge, image, role)
    probing.require_logits(judge, out, role)
    about = {"words": judge.words} if judge.words else {}
    found.notes += judge.notes
    module = judge.module
    if args.calibrate:
        given = labelled.read(args.calibrate, judge.attributes, image)
        module, fitted, lines = calibration.calibrated(judge, given, role)
        about["calibration"] = {name: each.json() for name, each in fitted.items()}
        found.notes += lines
        if given.skipped:
            found.notes.append(f"{given.where}: {given.skipped} files are no images and were skipped")
    elif judge.uncalibrated:
        found.notes.append(judge.uncalibrated)
    if about:
        found.about[role] = about
    found.parts[role] = (module, {"forward": images(image)})
    return out
