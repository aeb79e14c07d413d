"""Schedulers: which of diffusers' become data of a bundle, and whether the job's steps on that data are theirs."""

import inspect
import json
import math
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import diffusers
import numpy as np
import torch
from torch import nn

import comparison
import job
import schedule
from errors import ExportError
from schedule import Schedule

torch.set_num_threads(1)
STATE = (3, 4, 4)


class Network(nn.Module):
    """Depends on the state and on the step, smoothly and not linearly."""

    def forward(self, x, t):
        return torch.tanh(0.7 * x + 0.3 * torch.cos(t / 150)[:, None, None, None]) * 0.9 + 0.1 * x.mean(1, keepdim=True)


def pipeline(read: Schedule) -> comparison.Pipeline:
    denoise = lambda x, t, codes: Network()(x, torch.as_tensor(t).float().expand(len(x)))
    return comparison.Pipeline("Pipeline", read, STATE, STATE, denoise, None, lambda states: states)


def bundle(folder: Path, section: dict) -> Path:
    folder.mkdir(exist_ok=True)
    traced = torch.jit.trace(Network(), (torch.randn(3, *STATE), torch.tensor([1.0, 2.0, 3.0])))
    torch.jit.save(traced, str(folder / "denoiser.pt"))
    document = {"engine": "torchscript", "diffusion": section, "modules": {"denoiser": "denoiser.pt"}, "files": {}}
    (folder / "bundle.json").write_text(json.dumps(document))
    return folder


def config(name: str, **options) -> dict:
    """What the class itself saves; LMS needs scipy to be made, which the exporter does not."""
    constructor = getattr(diffusers, name)
    if "kwargs" in inspect.signature(constructor.__init__).parameters:
        return {"_class_name": name} | options
    allowed = inspect.signature(constructor.__init__).parameters
    return json.loads(constructor(**{key: value for key, value in options.items() if key in allowed}).to_json_string())


BETAS = [
    {"beta_schedule": "linear", "beta_start": 0.0001, "beta_end": 0.02},
    {"beta_schedule": "scaled_linear", "beta_start": 0.0015, "beta_end": 0.0195},
    {"beta_schedule": "squaredcos_cap_v2"},
    {},
]


@pytest.mark.parametrize("name", list(schedule.SOLVERS))
def test_every_accepted_scheduler_makes_the_images_that_the_job_makes(tmp_path, name):
    for number, betas in enumerate(BETAS):
        for prediction in ("epsilon", "v_prediction", "sample"):
            if prediction == "sample" and "EulerA" in name:
                continue  # diffusers has not implemented it
            read = Schedule(config(name, prediction_type=prediction, **betas), name)
            line = comparison.compare(pipeline(read), bundle(tmp_path / f"{number}{prediction}", read.diffusion()))
            assert f"({name}, sampled by" in line


@pytest.mark.parametrize("options", [
    {"clip_sample": True, "clip_sample_range": 0.8},
    {"thresholding": True, "sample_max_value": 1.4},
    {"steps_offset": 1},
    {"set_alpha_to_one": False},
    {"final_sigmas_type": "sigma_min"},
    {"timestep_spacing": "trailing"},
    {"timestep_spacing": "linspace"},
    {"num_train_timesteps": 400},
    {"rescale_betas_zero_snr": True, "prediction_type": "v_prediction"},
])  # fmt: skip
def test_options_are_honoured_as_each_class_means_them(tmp_path, options):
    for number, name in enumerate(schedule.SOLVERS):
        if name == "LMSDiscreteScheduler":
            continue
        allowed = inspect.signature(getattr(diffusers, name).__init__).parameters
        read = Schedule(config(name) | options, name)
        section = read.diffusion()
        found = {
            "clip_sample": "range" in section.get("clip", {}), "thresholding": "ratio" in section.get("clip", {}),
            "rescale_betas_zero_snr": "-Infinity" in section["levels"]["logSnr"],
        }  # fmt: skip
        for key in found.keys() & options.keys():
            assert found[key] == (key in allowed), f"{name} has {key} though it never heard of it"
        comparison.compare(pipeline(read), bundle(tmp_path / str(number), section))


def other(**options) -> dict:
    return Schedule(config("DDIMScheduler", clip_sample=True, **options), "DDIMScheduler").diffusion()


@pytest.mark.parametrize("key, value", [
    ("prediction", "v_prediction"), ("levels", other(beta_schedule="scaled_linear")["levels"]), ("levels", other(beta_end=0.019)["levels"]),
    ("levels", other(num_train_timesteps=900)["levels"]), ("end", 9.2), ("clip", None), ("clip", {"range": 0.9}),
    ("levels", other(rescale_betas_zero_snr=True, prediction_type="v_prediction")["levels"]), ("steps", {"spacing": "leading", "offset": 1}),
])  # fmt: skip
def test_a_schedule_that_is_not_the_pipelines_is_refused(tmp_path, key, value):
    read = Schedule(config("DDIMScheduler", clip_sample=True), "DDIMScheduler")
    section = read.diffusion()
    comparison.compare(pipeline(read), bundle(tmp_path / "right", section))
    with pytest.raises(ExportError, match="differ from|the job would visit"):
        comparison.compare(pipeline(read), bundle(tmp_path / "wrong", section | {key: value}))


PLACED = [("use_karras_sigmas", "karras"), ("use_exponential_sigmas", "exponential"), ("use_beta_sigmas", "beta")]


@pytest.mark.parametrize("key, spacing", PLACED)
@pytest.mark.parametrize("options", [{}, {"final_sigmas_type": "sigma_min"}, {"thresholding": True, "sample_max_value": 1.4},
                                     {"rescale_betas_zero_snr": True, "prediction_type": "v_prediction"}])  # fmt: skip
def test_steps_that_sigmas_place_are_data_of_the_bundle(tmp_path, key, spacing, options):
    for number, name in enumerate(schedule.SOLVERS):
        read = Schedule(config(name) | {key: True} | options, name)
        section = read.diffusion()
        knows = name == "LMSDiscreteScheduler" or key in inspect.signature(getattr(diffusers, name).__init__).parameters
        assert (section["steps"]["spacing"] == spacing) == knows
        comparison.compare(pipeline(read), bundle(tmp_path / str(number), section))


@pytest.mark.parametrize("key, spacing", PLACED)
@pytest.mark.parametrize("kind", ["DPMSolverMultistepScheduler", "UniPCMultistepScheduler", "EulerDiscreteScheduler"])
def test_placed_steps_are_those_of_the_class_itself(tmp_path, key, spacing, kind):
    native = getattr(diffusers, kind)(timestep_spacing="linspace", **{key: True})
    native.set_timesteps(8)
    read = Schedule(json.loads(native.to_json_string()), kind)
    section = read.diffusion()
    placed = job.placed(section, job.Levels(section), 8)
    torch.testing.assert_close(native.sigmas[:8].double(), torch.tensor(placed).mul(-0.5).exp().double(), atol=0, rtol=1e-4)


def test_steps_are_placed_in_one_way():
    with pytest.raises(ExportError, match="only one of use_karras_sigmas and use_beta_sigmas may be true"):
        Schedule({"use_karras_sigmas": True, "use_beta_sigmas": True}, "EulerDiscreteScheduler")


TRAINED = [0.0002 + 0.0198 * (i / 199) ** 1.5 for i in range(200)]


@pytest.mark.parametrize("name", [name for name in schedule.SOLVERS if name != "LMSDiscreteScheduler"])
def test_trained_betas_are_data_of_the_bundle(tmp_path, name):
    read = Schedule(config(name, trained_betas=TRAINED, num_train_timesteps=200), name)
    section = read.diffusion()
    shares = np.cumprod(1 - np.array(TRAINED))
    np.testing.assert_allclose(section["levels"]["logSnr"], np.log(shares / (1 - shares)), rtol=1e-9)
    comparison.compare(pipeline(read), bundle(tmp_path / "b", section))


@pytest.mark.parametrize("name, kind", [("DDPMScheduler", "sigmoid"), ("HeunDiscreteScheduler", "exp")])
def test_betas_that_only_diffusers_computes_are_levels_like_others(tmp_path, name, kind):
    read = Schedule(config(name, beta_schedule=kind), name)
    section = read.diffusion()
    native = getattr(diffusers, name)(beta_schedule=kind)
    shares = np.cumprod(1 - native.betas.double().numpy())
    np.testing.assert_allclose(section["levels"]["logSnr"], np.log(shares / (1 - shares)), rtol=1e-8)
    comparison.compare(pipeline(read), bundle(tmp_path / "b", section))


def test_a_schedule_that_the_class_does_not_have_is_refused():
    with pytest.raises(ExportError, match="DDIMScheduler refuses its configuration"):
        Schedule({"beta_schedule": "sigmoid"}, "DDIMScheduler").diffusion()


def test_defaults_are_those_of_the_class():
    first = {name: Schedule({}, name).diffusion()["levels"]["logSnr"][0] for name in ("HeunDiscreteScheduler", "DDIMScheduler")}
    assert first["HeunDiscreteScheduler"] == pytest.approx(math.log(0.99915 / 0.00085))
    assert first["DDIMScheduler"] == pytest.approx(math.log(0.9999 / 0.0001))
    for name in ("PNDMScheduler", "DEISMultistepScheduler"):
        section = Schedule({}, name).diffusion()
        assert section["end"] == section["levels"]["logSnr"][0]
    assert "clip" in Schedule({}, "DDPMScheduler").diffusion()
    assert "clip" not in Schedule({"clip_sample": True}, "PNDMScheduler").diffusion()
    kept = {"timestep_spacing": "trailing", "_use_default_values": ["timestep_spacing"]}
    assert Schedule(kept, "DDIMScheduler").diffusion()["steps"] == {"spacing": "leading", "offset": 0}


def test_every_scheduler_and_option_of_diffusers_has_an_answer():
    """A newer diffusers with a new scheduler or option fails here and not in somebody's bundle."""
    names = {name for name in dir(diffusers) if name.endswith("Scheduler") and not name.startswith("Flax")}
    names -= {"KarrasDiffusionSchedulers"}
    assert names <= schedule.SOLVERS.keys() | schedule.OTHER_PROCESSES.keys()
    for name in schedule.SOLVERS:
        parameters = inspect.signature(getattr(diffusers, name).__init__).parameters
        assert set(parameters) - {"self", "args", "kwargs"} <= schedule.KNOWN, name
    for name in schedule.OTHER_PROCESSES:
        with pytest.raises(ExportError, match=f"the scheduler {name} is not supported: .*; if the U-Net was trained on betas"):
            Schedule({}, name)


@pytest.mark.parametrize("options, complaint", [
    ({"beta_start": 0.03}, "must satisfy 0 < beta_start <= beta_end < 1"),
    ({"beta_end": "0.02"}, "must satisfy"),
    ({"num_train_timesteps": 0}, "num_train_timesteps must be an integer of at least 1 but is 0"),
    ({"num_train_timesteps": 1000.5}, "num_train_timesteps must be an integer"),
    ({"steps_offset": -1}, "steps_offset must be one of 0, 1 but is -1"),
    ({"timestep_spacing": "karras"}, "timestep_spacing must be one of leading, trailing, linspace but is \"karras\""),
    ({"prediction_type": "trigflow"}, "prediction_type must be one of"),
    ({"beta_schedule": "squaredcos_cap_v3"}, "beta_schedule must be one of"),
    ({"clip_sample": True, "clip_sample_range": 0}, "clip_sample_range must be positive"),
    ({"thresholding": True, "sample_max_value": 0.5}, "sample_max_value of at least 1"),
    ({"thresholding": True, "dynamic_thresholding_ratio": 0}, "dynamic_thresholding_ratio in"),
    ({"trained_betas": [0.1] * 3}, "trained_betas must be num_train_timesteps = 1000 numbers but is 3 of them"),
    ({"trained_betas": [0.1] * 999 + [1.0]}, r"trained_betas\[999\] must be a number between 0 and 1 but is 1.0"),
    ({"trained_betas": "none"}, 'trained_betas must be num_train_timesteps = 1000 numbers but is "none"'),
    ({"timesteps": 500}, "timesteps is an old word"),
    ({"flow_shift": 3.0}, "flow_shift must be 1 but is 3.0"),
    ({"use_lu_lambdas": True}, "use_lu_lambdas must be false"),
    ({"use_dynamic_shifting": True}, "use_dynamic_shifting must be false"),
    ({"lambda_min_clipped": -5.1}, "lambda_min_clipped must be"),
    ({"sigma_max": 80.0}, "sigma_max must be null but is 80.0"),
    ({"snr_shift_scale": 3.0}, "snr_shift_scale must be 1"),
    ({"sigma_data": 0.5}, "sigma_data = 0.5 is not an option"),
])  # fmt: skip
def test_options_that_the_job_cannot_honour_are_refused_by_name(options, complaint):
    with pytest.raises(ExportError, match=complaint):
        Schedule(config("DDIMScheduler") | options, "DDIMScheduler")


def test_options_at_rest_are_no_reason_to_refuse():
    """What `from_config` of another class leaves in a file: options of all classes at their defaults."""
    everything = {}
    for name in schedule.SOLVERS:
        if name != "LMSDiscreteScheduler":
            everything |= {key: value for key, value in config(name).items() if not key.startswith("_")}
    for name in schedule.SOLVERS:
        Schedule(everything, name)


def test_thresholding_of_the_job_is_that_of_diffusers():
    draw = torch.Generator().manual_seed(5)
    clean = 2 * torch.randn(4, *STATE, generator=draw)
    theirs = diffusers.DDIMScheduler(thresholding=True, sample_max_value=1.7, dynamic_thresholding_ratio=0.9)
    torch.testing.assert_close(job.clipped({"ratio": 0.9, "max": 1.7}, clean), theirs._threshold_sample(clean))
