"""Writes a mixture as NumPy does, to be read by Java: src/test/resources/mixture-golden.npz."""

import json
import sys
import zipfile
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parents[1] / "resources" / "mixture-golden.npz"

if len(sys.argv) > 1:  # prints the shapes and sums of a file that Java wrote
    with np.load(sys.argv[1]) as read:
        for name in read.files:
            if name != "about.json":
                print(name, read[name].dtype, read[name].shape, read[name].sum())
    sys.exit()

np.savez(
    TARGET,
    weights=np.array([0.25, 0.75]),
    means=np.array([[1.0, 2.0], [3.0, -4.0]]),
    covariance=np.array([[2.0, 0.5, 0.5, 1.0]]),
    principal_mean=np.array([0.5, 0.25, -1.0]),
    principal_components=np.array([[1.0, 0.0, 0.0], [0.0, 0.6, 0.8]]),
    principal_variances=np.array([3.0, 2.0]),
)
with zipfile.ZipFile(TARGET, "a") as archive:
    about = {"formatVersion": 1, "covarianceType": "tied", "residualVariance": 0.125}
    archive.writestr(zipfile.ZipInfo("about.json"), json.dumps(about))
