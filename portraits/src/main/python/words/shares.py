"""What the model draws unaided: shares of gender, age and skin per occupation, and prompts kept.

    python shares.py --guidance 1 2 4 --count 200

The prompts leave all attributes open ("a portrait of a doctor"); the trained labeler says what they became, the judge of
occupations whether an image shows what its prompt asks for. The planted shares are in `OccupationBias`.
"""

import argparse
from pathlib import Path

import torch

from judges import CELL, trained
from networks import ATTRIBUTES
from pipeline import pipeline
from sheet import OCCUPATIONS, article, draw


def line(labeler, occupations, images: torch.Tensor, wanted: int) -> str:
    parts = torch.split(labeler(images), list(CELL.values()), dim=1)
    named = [part.argmax(1) for part in parts]
    shares = []
    for (name, classes), labels in zip(ATTRIBUTES.items(), named):
        counts = torch.bincount(labels, minlength=len(classes)) * 100 / len(labels)
        shares.append(f"{name} " + " / ".join(f"{share:.0f}" for share in counts))
    kept = (occupations(images).argmax(1) == wanted).float().mean()
    return ", ".join(shares) + f", prompts kept {100 * kept:.1f}"


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/words"))
    parser.add_argument("--guidance", type=float, nargs="+", default=[1.0, 2.0, 4.0])
    parser.add_argument("--count", type=int, default=200, help="images per occupation and guidance")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    pipe, labeler, occupations = pipeline(args.work), trained(args.work, "labeler"), trained(args.work, "occupation")
    for guidance in args.guidance:
        for wanted, occupation in enumerate(OCCUPATIONS):
            prompts = [f"a portrait of {article(occupation)}"] * args.count
            images = draw(pipe, prompts, guidance, args.steps, args.seed)
            print(f"guidance {guidance}, {occupation}: {line(labeler, occupations, images, wanted)}", flush=True)


if __name__ == "__main__":
    main()
