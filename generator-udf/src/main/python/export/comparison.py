"""Compares a written bundle's images with those of the pipeline that it was made of, end to end.

The pipeline runs as diffusers runs it: its own scheduler's class where that can step deterministically in first order, else DDIM
on the same betas; its own U-Net and autoencoder, eager. The bundle runs as the job runs it, from its files. Both start from
the same noise and visit the same steps.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from errors import ExportError
from families.family import Family
from job import Levels, WrittenBundle, leading, placed
from levels import noise as noise_of
from levels import of_sigmas, signal
from schedule import Schedule, shown_to_network

IMAGES, STEPS, SEED = 2, 5, 3
TOLERANCE = 1e-3
# diffusers keeps its tables in single precision.
LEVELS_TOLERANCE = 1e-4


@dataclass
class Pipeline:
    """What a checkpoint does: `denoise(state, t, codes)`, `encode(images)` to codes or None, `decode(states)`, `entries(states)`."""

    name: str
    schedule: Schedule
    state: tuple
    image: tuple
    denoise: object
    encode: object
    decode: object
    entries: object = None

    @torch.no_grad()
    def sample(self, scheduler, noise: torch.Tensor, images: torch.Tensor) -> torch.Tensor:
        codes = self.encode(images) if self.encode else None
        x = noise * start(scheduler)
        for t in scheduler.timesteps:
            output = self.denoise(scheduler.scale_model_input(x, t), t, codes)
            x = scheduler.step(output, t, x).prev_sample
        return x


def start(scheduler) -> float:
    """What a scheduler multiplies noise by, so that its first state has the variance of that level."""
    return 1.0 if float(scheduler.init_noise_sigma) == 1 else (float(scheduler.sigmas[0]) ** 2 + 1) ** 0.5


def compare(pipeline: Pipeline, folder: Path) -> str:
    """Says by how much the images differ; refuses the bundle if that is more than rounding."""
    bundle = WrittenBundle(folder)
    require_levels(pipeline.schedule, bundle)
    scheduler, solver = pipeline.schedule.deterministic()
    steps = min(STEPS, len(bundle.levels))
    scheduler.set_timesteps(steps)
    visited = visited_levels(pipeline.schedule, bundle.section, scheduler, solver)
    draw = torch.Generator().manual_seed(0)
    noise = torch.randn(IMAGES, *pipeline.state, generator=draw)
    given = torch.rand(IMAGES, *pipeline.image, generator=draw) * 2 - 1
    expected, found = pipeline.sample(scheduler, noise, given), bundle.sample(noise, visited, given)
    if not torch.isfinite(expected).all():
        raise ExportError(f"{pipeline.name} itself samples numbers that are not finite: its weights or its schedule are damaged")
    difference = distance(pipeline.decode(expected), bundle.decode(found))
    if pipeline.entries and not difference <= TOLERANCE:
        # Rounding decides between two entries of the codebook that are equally near: states are compared, then the same entries.
        entries = pipeline.entries(expected)
        difference = max(distance(expected, found), distance(pipeline.decode(entries), bundle.decode(entries)))
    if not difference <= TOLERANCE:
        raise ExportError(
            f"the bundle's images differ from those of {pipeline.name} ({pipeline.schedule.name}) by {difference:.2e} of their range, "
            f"allowed is {TOLERANCE:g}; nothing was written"
        )
    return (
        f"compared with {pipeline.name} ({pipeline.schedule.name}, sampled by {solver}, {steps} steps, {IMAGES} images): "
        f"images differ by at most {difference:.1e} of their range, allowed is {TOLERANCE:g}"
    )


def distance(expected: torch.Tensor, found: torch.Tensor) -> float:
    """The largest difference of images in [-1, 1] as a share of their range; of wider ones, as random networks make, of theirs."""
    if expected.shape != found.shape:
        return float("inf")
    wide = max(2.0, (expected.max() - expected.min()).item())
    return ((expected - found).abs().max() / wide).item()


def require_levels(schedule: Schedule, bundle: WrittenBundle) -> None:
    """The scheduler, as the checkpoint has it, shows the network the states that the job will, step by step."""
    native = schedule.native() or schedule.deterministic()[0]
    if native.config.num_train_timesteps != len(bundle.levels):
        raise ExportError(f"the steps of {schedule.name} and of the bundle differ from each other in number")
    draw = torch.Generator().manual_seed(1)
    clean, noise = torch.randn(1, 3, 8, 8, generator=draw), torch.randn(1, 3, 8, 8, generator=draw)
    worst = 0.0
    for t, shown in shown_to_network(native, min(10, len(bundle.levels)), clean, noise):
        level = bundle.levels.log_snr[t]
        worst = max(worst, (shown - signal(level) * clean - noise_of(level) * noise).abs().max().item())
    # The last step of a schedule without terminal signal keeps 2^-24 of it in diffusers.
    allowed = 20 * LEVELS_TOLERANCE if schedule.options["rescale_betas_zero_snr"] else LEVELS_TOLERANCE
    if not worst <= allowed:
        raise ExportError(f"the noise levels of {schedule.name} differ from the bundle's by {worst:.2e}, allowed is {allowed:g}")


def visited_levels(schedule: Schedule, section: dict, scheduler, solver: str) -> list:
    """The levels of the scheduler's steps, if the job would visit the same ones."""
    table = Levels(section)
    if solver == "EulerDiscreteScheduler" and schedule.placed():
        found = of_sigmas(scheduler.sigmas[:-1].double().numpy())
        visited = placed(section, table, len(found))
        if not np.allclose(found, visited, atol=LEVELS_TOLERANCE * 10):
            raise ExportError(f"{schedule.name} visits the levels {found.round(3)} but the job would visit {np.round(visited, 3)}")
        return visited
    times = [int(t) for t in scheduler.timesteps]
    if solver.startswith("DDIM") and scheduler.config.timestep_spacing == "leading":
        expected = leading(len(table), section["steps"].get("offset", scheduler.config.steps_offset), len(times))
        if times != expected:
            raise ExportError(f"{schedule.name} visits the steps {times} but the job would visit {expected}")
    if len(set(times)) != len(times) or times != sorted(times, reverse=True):
        raise ExportError(f"{schedule.name} visits the steps {times}, which do not fall")
    return [float(table.log_snr[t]) for t in times]


@torch.no_grad()
def compare_family(family: Family, folder: Path, images: int = IMAGES, steps: int = STEPS) -> str:
    """The same for a family, whose own pipeline runs with the same conditions, guidance and noise."""
    bundle = WrittenBundle(folder)
    if family.sampler and family.sampler["name"] == "consistency":
        steps = max(2, family.sampler["steps"])
    noise = torch.randn(images, *family.state, generator=torch.Generator().manual_seed(0))
    given, null = family.given(images), family.null(images)
    visited = family.visited(bundle.section, steps)
    expected = family.reference(noise, given, null, family.guidance["scale"] if family.guidance else None, steps, SEED)
    found = bundle.run(noise, visited, given, null, SEED)
    if not torch.isfinite(expected).all():
        raise ExportError(f"{family.pipeline} itself samples numbers that are not finite: its weights or its schedule are damaged")
    difference = distance(family.decode(expected) if family.decode else expected, bundle.decode(found))
    if not difference <= TOLERANCE:
        raise ExportError(
            f"the bundle's images differ from those of {family.pipeline} ({family.scheduler}) by {difference:.2e} of their range, "
            f"allowed is {TOLERANCE:g}; nothing was written"
        )
    return (
        f"compared with {family.pipeline} ({family.scheduler}, {steps} steps, {images} images): "
        f"images differ by at most {difference:.1e} of their range, allowed is {TOLERANCE:g}"
    )
