"""What share of a data set's images shows what their prompts ask for, by a judge of occupations that no run has seen.

    python kept.py RUN/dataset
"""

import argparse
import io
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from pyarrow import dataset

from judges import trained
from sheet import OCCUPATIONS


@torch.no_grad()
def kept(judge, images: list, wanted: int) -> float:
    pixels = np.stack([np.asarray(Image.open(io.BytesIO(image))) for image in images])
    named = judge(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1).argmax(1)
    return (named == wanted).float().mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder dataset of a run")
    parser.add_argument("--work", type=Path, default=Path("build/words"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    judge = trained(args.work, "occupation")
    images = defaultdict(list)
    for row in dataset.dataset(args.data / "data", format="parquet").to_table(columns=["prompt_id", "image"]).to_pylist():
        images[row["prompt_id"]].append(row["image"]["bytes"])
    for wanted, occupation in enumerate(OCCUPATIONS):
        for prompt in (each for each in images if occupation in each):
            print(f"{prompt}: {len(images[prompt])} images, prompts kept {100 * kept(judge, images[prompt], wanted):.1f}%")


if __name__ == "__main__":
    main()
