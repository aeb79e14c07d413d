"""Families of diffusion models: one file each, found by the pipeline's class in `model_index.json`.

A family's `read(source)` returns a `Family`: a denoiser in a bundle's coordinates with its section of `bundle.json` and its
conditions, and the pipeline that its images are compared with. What is new to the exporter is added here and in a file.
"""

from families import stable_diffusion

REGISTRY = {
    "StableDiffusionPipeline": stable_diffusion.read,
    "LatentConsistencyModelPipeline": stable_diffusion.read,
}


def known(index: dict) -> bool:
    """Whether a pipeline's index is of a family."""
    return index.get("_class_name") in REGISTRY


def read(source):
    return REGISTRY[source.wrapper](source)
