"""Writes the images of elpv-dataset in the two layouts that data sets come in.

    python prepare.py DIRECTORY

DIRECTORY/images is an ImageFolder with a folder per attribute (`mono/intact/cell0001.png`); DIRECTORY/solar.parquet has the
same images with class numbers, and with the classes' names in its metadata, as Hugging Face `datasets` writes them.
"""

import shutil
import sys
from pathlib import Path

from datasets import ClassLabel, Dataset, Features, Image, Value

import solar_cells

# In alphabetical order, as `datasets` numbers the folders of an ImageFolder. The model's order is another one.
FEATURES = Features(
    {
        "image": Image(),
        "module": ClassLabel(names=sorted(solar_cells.MODULES)),
        "defect": ClassLabel(names=sorted(solar_cells.DEFECTS)),
        "probability": Value("float64"),
    }
)


def main() -> None:
    out = Path(sys.argv[1])
    cells = solar_cells.read()
    for cell in cells:
        folder = out / "images" / cell.module / cell.defect
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(cell.path, folder / cell.path.name)
    columns = {
        "image": [{"bytes": cell.path.read_bytes(), "path": cell.path.name} for cell in cells],
        "module": [cell.module for cell in cells],
        "defect": [cell.defect for cell in cells],
        "probability": [cell.probability for cell in cells],
    }
    Dataset.from_dict(columns, features=FEATURES).to_parquet(out / "solar.parquet")
    print(f"{len(cells):,} images in {out / 'images'} and {out / 'solar.parquet'}")


if __name__ == "__main__":
    main()
