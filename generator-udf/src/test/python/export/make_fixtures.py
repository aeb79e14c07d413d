"""Makes the exported bundles of the Java tests, and what diffusers' own schedulers make of the same checkpoints.

    python make_fixtures.py ../../resources/bundles             # all
    python make_fixtures.py ../../resources/bundles schedules   # only that

`schedules` is a network with the tanh form of GELU, which loads only if its operators keep their version, and the images that
diffusers' schedulers make of it: `schedules-golden.json` holds each with the section of `bundle.json` that the exporter writes. DDPM, LDM and diffusion autoencoder, each at small width with random weights, judged by the tiny bundle's labeler; the LDM as
TorchScript and as ONNX. `export-golden.json` holds, per bundle, the images that diffusers makes in a few DDIM steps from a
state of sines, and, for the autoencoder's bundle, from a code of sines.
"""

import hashlib
import json
import math
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import diffusers
import torch
from diffusers import DDIMScheduler
from torch import nn

import checkpoints
import export_bundle
import levels
import tracing
from schedule import Schedule

STEPS, BATCH = 5, 2


def sines(*shape) -> torch.Tensor:
    count = math.prod(shape)
    return torch.tensor([1.4 * math.sin(12.9898 * (i + 1)) for i in range(count)]).reshape(shape)


@torch.no_grad()
def images(config, predict, x) -> torch.Tensor:
    scheduler = DDIMScheduler.from_config(config)
    scheduler.set_timesteps(STEPS)
    for t in scheduler.timesteps:
        x = scheduler.step(predict(x, t), t, x).prev_sample
    return x


@torch.no_grad()
def golden(folder: Path) -> dict:
    ddpm = checkpoints.ddpm(folder / "ddpm")
    ldm = checkpoints.ldm(folder / "ldm")
    dae = checkpoints.diffusion_autoencoder(folder / "dae")
    dae_schedule = json.loads((folder / "dae" / "scheduler" / "scheduler_config.json").read_text())
    code = sines(BATCH, checkpoints.CODE)
    latents = images(ldm.scheduler.config, lambda x, t: ldm.unet(x, t).sample, sines(BATCH, 3, 8, 8))
    return {
        "ddpm": images(ddpm.scheduler.config, lambda x, t: ddpm.unet(x, t).sample, sines(BATCH, 3, 16, 16)),
        "ldm": ldm.vqvae.decode(latents / ldm.vqvae.config.scaling_factor).sample,
        "dae": images(dae_schedule, lambda x, t: dae(x, t, class_labels=code).sample, sines(BATCH, 3, 16, 16)),
    }


def export(root: Path, checkpoint: Path, name: str, *options) -> None:
    shutil.rmtree(root / name, ignore_errors=True)
    tiny = str(root / "tiny")
    arguments = [str(checkpoint), "--labeler", tiny, "--name", name, "--licence", "Apache-2.0", "--out", str(root / name)]
    if export_bundle.main([*arguments, *map(str, options)]):
        sys.exit(1)


class Smooth(nn.Module):
    """A denoiser of few weights whose activation has an argument that older operators lack."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(4, 8, 3, padding=1), nn.GELU(approximate="tanh"), nn.Conv2d(8, 3, 3, padding=1))

    def forward(self, x, t):
        level = torch.cos(t / 300)[:, None, None, None].expand(-1, 1, x.shape[2], x.shape[3])
        return 0.6 * x + self.body(torch.cat([x, level], 1))


ZERO_SNR = {"prediction_type": "v_prediction", "rescale_betas_zero_snr": True, "beta_schedule": "scaled_linear"}
SCHEDULERS = [
    diffusers.DDPMScheduler(),
    diffusers.DDIMScheduler(beta_schedule="squaredcos_cap_v2", thresholding=True, sample_max_value=1.3),
    diffusers.DDIMScheduler(**ZERO_SNR, timestep_spacing="trailing", clip_sample=False),
    diffusers.PNDMScheduler(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, steps_offset=1),
    diffusers.EulerDiscreteScheduler(prediction_type="v_prediction"),
    diffusers.HeunDiscreteScheduler(),
    diffusers.DPMSolverMultistepScheduler(beta_schedule="squaredcos_cap_v2", prediction_type="sample"),
    diffusers.UniPCMultistepScheduler(final_sigmas_type="sigma_min"),
    diffusers.DEISMultistepScheduler(),
]
SIDE = 8


@torch.no_grad()
def schedules(root: Path) -> None:
    folder = root / "schedules"
    folder.mkdir(exist_ok=True)
    torch.manual_seed(11)
    network = Smooth().eval()
    make = lambda n: (torch.randn(n, 3, SIDE, SIDE), torch.randint(0, 1000, (n,)).float())
    tracing.torchscript(network, {"forward": make}, folder / "denoiser.pt")
    shutil.copy(root / "tiny" / "labeler.pt", folder / "labeler.pt")
    cases = []
    for scheduler in SCHEDULERS:
        read = Schedule(json.loads(scheduler.to_json_string()), type(scheduler).__name__)
        stepper, _ = read.deterministic()
        stepper.set_timesteps(STEPS)
        x = sines(BATCH, 3, SIDE, SIDE) * stepper.init_noise_sigma
        for t in stepper.timesteps:
            x = stepper.step(network(stepper.scale_model_input(x, t), t.float().expand(BATCH)), t, x).prev_sample
        section = read.diffusion()
        times = [int(t) for t in stepper.timesteps]
        images = [round(v, 5) for v in x.flatten().tolist()]
        cases.append({"scheduler": read.name, "times": times, "diffusion": section, "images": images})
    shape = {"channels": 3, "height": SIDE, "width": SIDE}
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("denoiser.pt", "labeler.pt")}
    manifest = {
        "formatVersion": 2, "kind": "diffusion", "name": "schedules", "version": "1", "licence": "Apache-2.0", "engine": "torchscript",
        "image": shape, "sample": shape | {"of": "pixels"}, "latentSpace": {"type": "noisy", "timestep": 350}, "diffusion": cases[0]["diffusion"],
        "attributes": json.loads((root / "tiny" / "bundle.json").read_text())["attributes"],
        "modules": {"denoiser": "denoiser.pt", "labeler": "labeler.pt"}, "files": files,
    }  # fmt: skip
    (folder / "bundle.json").write_text(levels.document(manifest))
    (root / "schedules-golden.json").write_text(json.dumps(cases).replace('{"scheduler"', '\n{"scheduler"') + "\n")


def main() -> None:
    root = Path(sys.argv[1])
    tiny = root / "tiny"
    torch.set_num_threads(1)
    schedules(root)
    if sys.argv[2:] == ["schedules"]:
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        results = {name: [round(v, 5) for v in images.flatten().tolist()] for name, images in golden(folder).items()}
        export(root, folder / "ddpm", "ddpm", "--features", tiny, "--auditor", tiny, "--precision", "bfloat16")
        export(root, folder / "ldm", "ldm", "--timestep", 300)
        export(root, folder / "ldm", "ldm-onnx", "--timestep", 300, "--engine", "onnx")
        export(root, folder / "dae", "dae", "--encoder", folder / "dae" / "encoder.pt", "--null-code", folder / "dae" / "null")
    (root / "export-golden.json").write_text(json.dumps(results) + "\n")


main()
