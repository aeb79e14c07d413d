"""Compares a written bundle's images with those of the pipeline that it was made of, end to end.

The pipeline runs as diffusers runs it: its own scheduler's class where that can step deterministically in first order, else DDIM
on the same betas; its own U-Net and autoencoder, eager. The bundle runs as the job runs it, from its files. Both start from
the same noise and visit the same steps.
"""

from dataclasses import dataclass
from pathlib import Path

import torch

from errors import ExportError
from job import WrittenBundle, leading
from schedule import Schedule, shown_to_network

IMAGES, STEPS = 2, 5
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
        x = noise * scheduler.init_noise_sigma
        for t in scheduler.timesteps:
            output = self.denoise(scheduler.scale_model_input(x, t), t, codes)
            x = scheduler.step(output, t, x).prev_sample
        return x


def compare(pipeline: Pipeline, folder: Path) -> str:
    """Says by how much the images differ; refuses the bundle if that is more than rounding."""
    bundle = WrittenBundle(folder)
    require_levels(pipeline.schedule, bundle)
    scheduler, solver = pipeline.schedule.deterministic()
    steps = min(STEPS, len(bundle.schedule.shares))
    scheduler.set_timesteps(steps)
    times = [int(t) for t in scheduler.timesteps]
    require_times(pipeline.schedule, bundle, scheduler, solver, times)
    draw = torch.Generator().manual_seed(0)
    noise = torch.randn(IMAGES, *pipeline.state, generator=draw)
    given = torch.rand(IMAGES, *pipeline.image, generator=draw) * 2 - 1
    expected, found = pipeline.sample(scheduler, noise, given), bundle.sample(noise, times, given)
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
    if native.config.num_train_timesteps != len(bundle.schedule.shares):
        raise ExportError(f"the steps of {schedule.name} and of the bundle differ from each other in number")
    draw = torch.Generator().manual_seed(1)
    clean, noise = torch.randn(1, 3, 8, 8, generator=draw), torch.randn(1, 3, 8, 8, generator=draw)
    worst = 0.0
    for t, shown in shown_to_network(native, min(10, len(bundle.schedule.shares)), clean, noise):
        signal, rest = bundle.schedule.levels(t)
        worst = max(worst, (shown - signal * clean - rest * noise).abs().max().item())
    # The last step of a schedule without terminal signal keeps 2^-24 of it in diffusers.
    allowed = 20 * LEVELS_TOLERANCE if schedule.options["rescale_betas_zero_snr"] else LEVELS_TOLERANCE
    if not worst <= allowed:
        raise ExportError(f"the noise levels of {schedule.name} differ from the bundle's by {worst:.2e}, allowed is {allowed:g}")


def require_times(schedule: Schedule, bundle: WrittenBundle, scheduler, solver: str, times: list) -> None:
    section = bundle.manifest["diffusion"]
    if solver.startswith("DDIM") and scheduler.config.timestep_spacing == "leading":
        expected = leading(section, len(times))
        if times != expected:
            raise ExportError(f"{schedule.name} visits the steps {times} but the job would visit {expected}")
    if len(set(times)) != len(times) or times != sorted(times, reverse=True):
        raise ExportError(f"{schedule.name} visits the steps {times}, which do not fall")
