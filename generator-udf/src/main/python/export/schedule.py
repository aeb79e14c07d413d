"""Translates a diffusers scheduler of betas into the `diffusion` section of `bundle.json`, or refuses it by name.

Betas of every kind become a table of levels. Every scheduler listed here samples such a process; they differ in where their
steps lie, which is data of the bundle, and in how they solve it, which is the job's own choice. What an option means to
its class decides what becomes of it: a scheduler that never clips does not start to because a configuration that another
class wrote says `clip_sample`.
"""

import inspect
import math
from dataclasses import dataclass, field

import diffusers
import numpy as np
import torch

import levels
from errors import ExportError, shown

SCHEDULES = ("linear", "scaled_linear", "squaredcos_cap_v2")
PREDICTIONS = ("epsilon", "sample", "v_prediction")
LEARNED = ("learned", "learned_range")
# Betas that only the classes of diffusers compute, in single precision.
BY_VALUE = ("sigmoid", "exp")
# Options that place the steps by their sigmas, and what the bundle calls that.
PLACED = {
    "use_karras_sigmas": {"spacing": "karras", "rho": 7},
    "use_exponential_sigmas": {"spacing": "exponential"},
    "use_beta_sigmas": {"spacing": "beta", "alpha": 0.6, "beta": 0.6},
}
# Where a table ends without signal, diffusers keeps 2^-24 of it, so that sigmas are finite.
LARGEST_SIGMA = math.sqrt(2**24 - 1)
SPACINGS = ("leading", "trailing", "linspace")
FILE = "scheduler_config.json"
REMEDY = "if the U-Net was trained on betas, save the pipeline with DDIMScheduler(...) and these betas"


@dataclass(frozen=True)
class Solver:
    """How a scheduler's images are made by steps of first order; without a class of its own by DDIM on the same betas."""

    runs_as: str = "DDIMScheduler"
    options: dict = field(default_factory=dict)
    ends_at_first: bool = False
    defaults: dict = field(default_factory=dict)  # of a class that asks for a package that is not needed here


FIRST_ORDER = {"solver_order": 1}
SOLVERS = {
    "DDIMScheduler": Solver(),
    "DDIMParallelScheduler": Solver("DDIMParallelScheduler"),
    "DDPMScheduler": Solver(),
    "DDPMParallelScheduler": Solver(),
    "PNDMScheduler": Solver(),
    "EulerDiscreteScheduler": Solver("EulerDiscreteScheduler"),
    "EulerAncestralDiscreteScheduler": Solver("EulerDiscreteScheduler"),
    "DPMSolverMultistepScheduler": Solver("DPMSolverMultistepScheduler", FIRST_ORDER | {"algorithm_type": "dpmsolver++"}),
    "DPMSolverSinglestepScheduler": Solver(),
    "UniPCMultistepScheduler": Solver("UniPCMultistepScheduler", FIRST_ORDER | {"disable_corrector": list(range(64))}),
    "DEISMultistepScheduler": Solver("DEISMultistepScheduler", FIRST_ORDER, ends_at_first=True),
    "SASolverScheduler": Solver(ends_at_first=True),
    "HeunDiscreteScheduler": Solver(),
    "KDPM2DiscreteScheduler": Solver(),
    "KDPM2AncestralDiscreteScheduler": Solver(),
    "LMSDiscreteScheduler": Solver(defaults={"beta_start": 0.0001, "beta_end": 0.02, "timestep_spacing": "linspace"}),
}

# Why a scheduler of diffusers is refused; others are "not known".
OTHER_PROCESSES = {
    "ScoreSdeVeScheduler": "a variance-exploding process",
    "ScoreSdeVpScheduler": "a process in continuous time",
    "KarrasVeScheduler": "a variance-exploding process",
    "EDMEulerScheduler": "the EDM process, whose network is told ln(sigma) / 4",
    "EDMDPMSolverMultistepScheduler": "the EDM process, whose network is told ln(sigma) / 4",
    "CosineDPMSolverMultistepScheduler": "a process in continuous time",
    "CMStochasticIterativeScheduler": "a consistency model, whose noise levels are not of betas",
    "FlowMatchEulerDiscreteScheduler": "flow matching, whose network predicts a velocity",
    "FlowMatchHeunDiscreteScheduler": "flow matching, whose network predicts a velocity",
    "FlowMatchLCMScheduler": "flow matching, whose network predicts a velocity",
    "LCMScheduler": "a distilled latent consistency model, which other samplers do not sample right",
    "TCDScheduler": "a distilled consistency model, which other samplers do not sample right",
    "SCMScheduler": "a distilled consistency model in other coordinates",
    "IPNDMScheduler": "a process in continuous time, without betas",
    "VQDiffusionScheduler": "a diffusion of discrete codes",
    "AmusedScheduler": "a masked model of discrete codes",
    "RePaintScheduler": "inpainting by resampling",
    "UnCLIPScheduler": "a prior of unCLIP",
    "DDPMWuerstchenScheduler": "a process in continuous time",
    "CogVideoXDDIMScheduler": "a video model with a shifted signal-to-noise ratio",
    "CogVideoXDPMScheduler": "a video model with a shifted signal-to-noise ratio",
    "DDIMInverseScheduler": "an inversion, from images to noise",
    "DPMSolverMultistepInverseScheduler": "an inversion, from images to noise",
    "DPMSolverSDEScheduler": "a sampler that needs further packages",
} | dict.fromkeys(
    ("BlockRefinementScheduler", "DiscreteDDIMScheduler", "EntropyBoundScheduler", "FlowMapEulerDiscreteScheduler", "HeliosDMDScheduler",
     "HeliosScheduler", "LTXEulerAncestralRFScheduler", "MiniMaxH3Scheduler", "PiflowScheduler", "RFD4ProteinaScheduler"),
    "it came with a later diffusers, and its process is not known to the exporter",
)  # fmt: skip

# Options that move sampling steps off the discrete ones or bend the process: what they may be, and the way out.
PLACES = "it only places sampling steps, which the job places itself: set it to false"
FLOW = "a flow is not a process of betas"
NEUTRAL = {
    "predict_epsilon": ((True, None), 'it is an old word for "prediction_type": write that instead'),
    "use_lu_lambdas": ((False, None), PLACES),
    "use_flow_sigmas": ((False, None), FLOW),
    "use_dynamic_shifting": ((False, None), FLOW),
    "flow_shift": ((1, None), FLOW),
    "shift": ((1, None), FLOW),
    "shift_terminal": ((None, 0), FLOW),
    "snr_shift_scale": ((1, None), "a shifted signal-to-noise ratio is not supported"),
    "timestep_type": (("discrete", None), "the network must be told a step's number"),
    "timestep_scaling": ((10, None), "the network must be told a step's number"),
    "sigma_min": ((None,), "the betas must say the noise levels"),
    "sigma_max": ((None,), "the betas must say the noise levels"),
    "lambda_min_clipped": ((-math.inf, "-Infinity", "-inf", None), "it drops the noisiest steps; the job places its own: remove it"),
    "timestep_values": ((None,), "the steps must be 0 to N - 1"),
}
# Keys of old configurations that say nothing.
FORGOTTEN = {"tensor_format", "timesteps"}
# Options that say how to solve the process, which the job does in its own way.
OF_THE_SOLVER = {
    "algorithm_type", "corrector_order", "disable_corrector", "eta", "euler_at_final", "final_sigmas_type", "interpolation_type",
    "lower_order_final", "predict_x0", "predictor_order", "skip_prk_steps", "solver_order", "solver_p", "solver_type", "tau_func",
    "time_shift_type", "original_inference_steps",
}  # fmt: skip
# Options that become data of the bundle.
OF_THE_BUNDLE = {
    "beta_end", "beta_schedule", "beta_start", "clip_sample", "clip_sample_range", "dynamic_thresholding_ratio", "num_train_timesteps",
    "prediction_type", "rescale_betas_zero_snr", "sample_max_value", "set_alpha_to_one", "steps_offset", "thresholding",
    "timestep_spacing", "trained_betas", "use_beta_sigmas", "use_exponential_sigmas", "use_karras_sigmas", "variance_type",
}  # fmt: skip
KNOWN = OF_THE_BUNDLE | OF_THE_SOLVER | FORGOTTEN | set(NEUTRAL)


class Schedule:
    """A checkpoint's scheduler; `options` are what its class makes of its configuration."""

    def __init__(self, config: dict, name: str):
        self.name = name
        self.solver = accepted(name)
        require_known(config, name)
        self.options = options(config, name, self.solver)
        check(self.options)

    def diffusion(self) -> dict:
        """The section, without what the denoiser takes beside a state."""
        table = self.table()
        section = {"prediction": self.options["prediction_type"], "levels": levels.table(table)}
        if not self.ends_clean():
            section["end"] = section["levels"]["logSnr"][0]
        section["steps"] = self.steps()
        clip = self.clip()
        return section | ({"clip": clip} if clip else {})

    def table(self) -> np.ndarray:
        values = self.options
        return levels.of_betas(self.betas(), values["rescale_betas_zero_snr"])

    def betas(self) -> np.ndarray:
        """All betas, before a terminal step loses its signal."""
        values = self.options
        if values["trained_betas"] is not None:
            return np.array(values["trained_betas"], dtype=np.float64)
        if values["beta_schedule"] in BY_VALUE:
            return built(self.name, values | {"rescale_betas_zero_snr": False}).betas.double().numpy()
        return levels.betas(values["beta_schedule"], values["beta_start"], values["beta_end"], values["num_train_timesteps"])

    def placed(self) -> dict | None:
        """Where the steps lie if an option places them by their sigmas."""
        return next((place for key, place in PLACED.items() if self.options.get(key)), None)

    def steps(self) -> dict:
        placed = self.placed()
        if placed:
            return placed | ({"from": LARGEST_SIGMA} if self.options["rescale_betas_zero_snr"] else {})
        spacing = self.options["timestep_spacing"]
        return {"spacing": spacing} | ({"offset": self.options["steps_offset"]} if spacing == "leading" else {})

    def clip(self) -> dict | None:
        values = self.options
        if values["thresholding"]:
            return {"ratio": values["dynamic_thresholding_ratio"], "max": values["sample_max_value"]}
        return {"range": values["clip_sample_range"]} if values["clip_sample"] else None

    def learned_variance(self) -> bool:
        """Whether the second half of the network's channels is a variance."""
        return self.options.get("variance_type") in LEARNED

    def ends_clean(self) -> bool:
        """Whether the last step leads to a clean sample, not to the level of step 0."""
        if self.solver.ends_at_first or self.options.get("final_sigmas_type") == "sigma_min":
            return False
        return self.options["set_alpha_to_one"]

    def deterministic(self):
        """The scheduler of diffusers that makes the pipeline's images in steps of first order, and its name.

        Steps lie at training steps: DDIM itself leaves its grid where the spacing is `linspace`, and Euler's lies between the
        steps. A terminal step without signal is only visited with `trailing`. Steps that are placed by their sigmas are
        Euler's, who alone tells the network of a level between two steps.
        """
        values = self.options
        kind = self.solver.runs_as
        if values["thresholding"]:  # solvers in other coordinates threshold the noise with the sample
            kind = "DDIMScheduler" if "Parallel" not in kind else kind
        elif self.placed():
            kind = "EulerDiscreteScheduler"
        given = {key: value for key, value in values.items() if value is not None}
        if values["trained_betas"] is not None or values["beta_schedule"] in BY_VALUE:
            given |= {"trained_betas": self.betas().tolist(), "beta_schedule": "linear"}
        given.pop("variance_type", None)  # the variance is not what is compared
        given = {key: value for key, value in given.items() if key not in PLACED or kind == "EulerDiscreteScheduler"}
        given |= {"timestep_spacing": "trailing" if values["rescale_betas_zero_snr"] else "leading"}
        if kind.startswith("DDIM"):
            given |= {"set_alpha_to_one": self.ends_clean()}
        elif kind == "EulerDiscreteScheduler" and self.placed():
            given |= {"timestep_spacing": "linspace", "final_sigmas_type": "zero" if self.ends_clean() else "sigma_min"}
        else:
            given |= self.solver.options
        return built(kind, given), kind

    def native(self):
        """The scheduler as the checkpoint has it, visiting steps of training; None where its class needs a package that is not here."""
        if self.solver.defaults:
            return None
        return built(self.name, {key: value for key, value in self.options.items() if key not in PLACED})


def built(kind: str, options: dict):
    """A scheduler of diffusers with those of the options that it has."""
    constructor = getattr(diffusers, kind)
    allowed = inspect.signature(constructor.__init__).parameters
    try:
        return constructor(**{key: value for key, value in options.items() if key in allowed})
    except (ValueError, TypeError, NotImplementedError, ImportError) as error:
        raise ExportError(f"{FILE}: {kind} refuses its configuration: {str(error).splitlines()[0]}") from error


def accepted(name) -> Solver:
    if name in SOLVERS:
        return SOLVERS[name]
    reason = OTHER_PROCESSES.get(name, "not a scheduler that the exporter knows")
    raise ExportError(f"the scheduler {name} is not supported: {reason}. Supported are {', '.join(SOLVERS)}; {REMEDY}")


def require_known(config: dict, name: str) -> None:
    for key, value in config.items():
        if key not in KNOWN and not key.startswith("_") and value not in (None, False):
            raise ExportError(
                f"{FILE}: {key} = {shown(value)} is not an option that the exporter knows for {name}; remove it if the U-Net's training did not use it"
            )
    for key, (allowed, way_out) in NEUTRAL.items():
        if key in config and not any(type(config[key]) is type(a) and config[key] == a or numbers(config[key], a) for a in allowed):
            raise ExportError(f"{FILE}: {key} must be {shown(allowed[0])} but is {shown(config[key])}: {way_out}")
    if config.get("timesteps") not in (None, config.get("num_train_timesteps", 1000)):
        raise ExportError(f'{FILE}: timesteps is an old word for "num_train_timesteps": write that instead')


def numbers(found, allowed) -> bool:
    return all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in (found, allowed)) and found == allowed


def options(config: dict, name: str, solver: Solver) -> dict:
    """All options as the class takes them: its own defaults where the configuration says nothing, none of other classes."""
    base = {
        "beta_schedule": "linear", "timestep_spacing": "leading", "steps_offset": 0, "prediction_type": "epsilon", "clip_sample": False,
        "thresholding": False, "rescale_betas_zero_snr": False, "set_alpha_to_one": True, "num_train_timesteps": 1000,
        "trained_betas": None,
    }  # fmt: skip
    if solver.defaults:
        defaults = solver.defaults
        own = OF_THE_BUNDLE - {"clip_sample", "thresholding", "rescale_betas_zero_snr", "set_alpha_to_one"}
    else:
        parameters = inspect.signature(getattr(diffusers, name).__init__).parameters
        defaults = {key: p.default for key, p in parameters.items() if key in KNOWN}
        own = set(defaults)
        base |= {} if "timestep_spacing" in own else {"timestep_spacing": "linspace"}
    unused = set(config.get("_use_default_values", []))
    return base | defaults | {key: config[key] for key in own if key in config and key not in unused}


def check(values: dict) -> None:
    require(values, "beta_schedule", (*SCHEDULES, *BY_VALUE))
    require(values, "prediction_type", PREDICTIONS)
    require(values, "timestep_spacing", SPACINGS)
    require_integer(values, "num_train_timesteps", 1)
    require(values, "steps_offset", (0, 1))
    for key in ("rescale_betas_zero_snr", "set_alpha_to_one", "clip_sample", "thresholding"):
        values[key] = values[key] or False
        require(values, key, (True, False))
    placed = [key for key in PLACED if values.get(key)]
    if len(placed) > 1:
        raise ExportError(f"{FILE}: only one of {' and '.join(placed)} may be true")
    require_betas(values)
    start, end = values["beta_start"], values["beta_end"]
    if not all(isinstance(each, (int, float)) for each in (start, end)) or not 0 < start <= end < 1:
        raise ExportError(f"{FILE}: beta_start and beta_end must satisfy 0 < beta_start <= beta_end < 1 but are {start} and {end}")
    if values["rescale_betas_zero_snr"] and values["prediction_type"] == "epsilon":
        raise ExportError(
            f"{FILE}: rescale_betas_zero_snr needs prediction_type v_prediction or sample but has epsilon: there is no signal to divide by"
        )
    if values["thresholding"]:
        if not 0 < values["dynamic_thresholding_ratio"] <= 1 or not values["sample_max_value"] >= 1:
            raise ExportError(f"{FILE}: thresholding needs dynamic_thresholding_ratio in (0, 1] and sample_max_value of at least 1")
    elif values["clip_sample"] and not values["clip_sample_range"] > 0:
        raise ExportError(f"{FILE}: clip_sample_range must be positive but is {values['clip_sample_range']}")


def require_betas(values: dict) -> None:
    betas = values["trained_betas"]
    if betas is None:
        return
    if not isinstance(betas, (list, tuple)) or len(betas) != values["num_train_timesteps"]:
        found = f"{len(betas)} of them" if isinstance(betas, (list, tuple)) else shown(betas)
        raise ExportError(f"{FILE}: trained_betas must be num_train_timesteps = {values['num_train_timesteps']} numbers but is {found}")
    for t, beta in enumerate(betas):
        if isinstance(beta, bool) or not isinstance(beta, (int, float)) or not 0 < beta < 1:
            raise ExportError(f"{FILE}: trained_betas[{t}] must be a number between 0 and 1 but is {shown(beta)}")


def require(values: dict, key: str, allowed) -> None:
    if values[key] not in allowed:
        raise ExportError(f"{FILE}: {key} must be one of {', '.join(map(str, allowed))} but is {shown(values[key])}")


def require_integer(values: dict, key: str, least: int) -> None:
    if not isinstance(values[key], int) or isinstance(values[key], bool) or values[key] < least:
        raise ExportError(f"{FILE}: {key} must be an integer of at least {least} but is {shown(values[key])}")


def shown_to_network(scheduler, steps: int, clean: torch.Tensor, noise: torch.Tensor):
    """Per step that the scheduler visits and training knew, the state that it shows the network of a sample with this noise."""
    scheduler.set_timesteps(steps)
    for t in scheduler.timesteps.tolist():
        if math.isfinite(t) and t == int(t):
            scheduler.set_timesteps(steps)  # forgets where it was
            at = scheduler.timesteps.new_tensor([t])
            yield int(t), scheduler.scale_model_input(scheduler.add_noise(clean, noise, at), at[0])
