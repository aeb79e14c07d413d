"""The images of elpv-dataset with their labels, and the split that all scripts share."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

# A cell counts as defective from this probability on, as the data set's authors do in their evaluation.
DEFECTIVE = 0.5
MODULES = ["mono", "poly"]
DEFECTS = ["intact", "defective"]
HELD_OUT = 5


@dataclass(frozen=True)
class SolarCell:
    """One image with its labels; `probability` is 0, 1/3, 2/3 or 1."""

    path: Path
    module: str
    probability: float

    @property
    def defect(self) -> str:
        return DEFECTS[self.probability >= DEFECTIVE]


def read() -> list[SolarCell]:
    """All solar cells in the package's own order."""
    import elpv_dataset

    root = Path(elpv_dataset.__file__).parent / "data"
    with open(root / "labels.csv") as lines:
        rows = [line.split() for line in lines if line.strip()]
    return [SolarCell(root / path, module, float(probability)) for path, probability, module in rows]


def is_held_out(number: int) -> bool:
    """Every fifth image is never trained on."""
    return number % HELD_OUT == 0


def pixels(cells: list[SolarCell], size: int) -> np.ndarray:
    """uint8[N, size, size], grey, scaled by area averaging."""
    return np.stack([np.asarray(Image.open(cell.path).resize((size, size), Image.Resampling.BOX)) for cell in cells])
