"""Families of diffusion models: one file each, found by the pipeline's class in `model_index.json`.

A family's `read(source)` returns a `Family`: a denoiser in a bundle's coordinates with its section of `bundle.json` and its
conditions, and the pipeline that its images are compared with. What is new to the exporter is added here and in a file.
"""

from pathlib import Path

from families import dit, flux, masked, plain, stable_diffusion, stable_diffusion_3, stable_diffusion_xl

REGISTRY = {
    "StableDiffusionPipeline": stable_diffusion.read,
    "LatentConsistencyModelPipeline": stable_diffusion.read,
    "StableDiffusionXLPipeline": stable_diffusion_xl.read,
    "StableDiffusion3Pipeline": stable_diffusion_3.read,
    "FluxPipeline": flux.read,
    "PixArtSigmaPipeline": masked.pixart,
    "SanaPipeline": masked.sana,
    "DiTPipeline": dit.read,
}


def reader(index: dict, folder: Path):
    """The `read` of a pipeline's family; None for plain pipelines over betas, which the exporter reads itself."""
    if index.get("_class_name") in REGISTRY:
        return REGISTRY[index["_class_name"]]
    return plain.read if plain.applies(index, folder) else None


PROMPTS = {
    "StableDiffusionPipeline": stable_diffusion.prompts,
    "LatentConsistencyModelPipeline": stable_diffusion.prompts,
    "StableDiffusionXLPipeline": stable_diffusion_xl.prompts,
    "StableDiffusion3Pipeline": stable_diffusion_3.prompts,
    "FluxPipeline": flux.prompts,
    "PixArtSigmaPipeline": masked.prompts,
    "SanaPipeline": masked.prompts,
}
# Guided by a scale that they are told: they know nothing of no prompt.
TOLD = ("LatentConsistencyModelPipeline", "FluxPipeline")
