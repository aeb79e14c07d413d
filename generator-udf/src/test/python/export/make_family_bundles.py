"""Exports a tiny pipeline of every family and writes what the job must make of each bundle.

    python make_family_bundles.py FOLDER

Beside each bundle lies `golden.json`: start noise, conditions with their nulls, fresh noise of samplers that take some, the levels
that the pipeline's scheduler visits and those where the bundle places steps, and the images of the family's own pipeline, eager. `FamilyBundlesCheck.java` runs the bundles through the
job's engine and samplers and compares.
"""

import contextlib
import io
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import torch

import export_bundle
import pipelines
import test_families
from comparison import SEED
from job import WrittenBundle, visited

COUNT, STEPS = 3, 8


def flat(tensor: torch.Tensor) -> list:
    return [round(float(number), 7) for number in tensor.double().flatten()]


def fresh(seed: int, count: int, state: tuple, steps: int) -> list:
    """Fresh noise by step, then by sample, as the reference draws it."""
    draws = [torch.Generator().manual_seed(seed + i) for i in range(count)]
    return [[flat(torch.randn(state, generator=draw)) for draw in draws] for _ in range(steps - 1)]


@torch.no_grad()
def golden(family, bundle: Path) -> dict:
    written = WrittenBundle(bundle)
    jumps = bool(family.sampler) and family.sampler["name"] == "consistency"
    steps = max(2, family.sampler["steps"]) if jumps else STEPS
    noise = torch.randn(COUNT, *family.state, generator=torch.Generator().manual_seed(0))
    given, null = family.given(COUNT), family.null(COUNT)
    scale = family.guidance["scale"] if family.guidance else None
    states = family.reference(noise, given, null, scale, steps, SEED)
    document = {
        "count": COUNT,
        "noise": flat(noise),
        "conditions": [flat(each) for each in given],
        "null": None if null is None else [flat(each) for each in null],
        "visited": [str(float(level)) for level in family.visited(written.section, steps)],
        "placed": [str(float(level)) for level in visited(written.section, steps)],
        "images": flat(family.decode(states) if family.decode else states),
    }
    return document | ({"fresh": fresh(SEED, COUNT, family.state, steps)} if jumps else {})


def make(folder: Path, name: str, build, image: tuple, *options, **read) -> None:
    own = folder / name
    own.mkdir(parents=True)
    build(own / "checkpoint")
    with contextlib.redirect_stdout(io.StringIO()):
        test_families.export(own / "checkpoint", own / "bundle", image, *options)
    document = golden(test_families.read(own / "checkpoint", **read), own / "bundle")
    (own / "golden.json").write_text(json.dumps(document) + "\n")
    print(name)


def main() -> None:
    folder = Path(sys.argv[1])
    for name, build, image in test_families.CASES:
        make(folder, name, build, image)
    for name, distilled in (("flux", False), ("flux-schnell", True)):
        make(folder, name, lambda f: pipelines.flux(f, distilled), (3, 16, 24), "--size", 16, 24, size=(16, 24))


if __name__ == "__main__":
    main()
