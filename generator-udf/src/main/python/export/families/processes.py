"""What a scheduler of diffusers says of a process: levels, where steps lie, and what its network returns.

A process wraps a network, `network(x, t, *conditions)`, into one of a bundle. `scheduler(steps)` is a scheduler of diffusers that
makes images in deterministic steps of first order, or the checkpoint's own where steps are few and noisy.
"""

import inspect
import math

import diffusers
import numpy as np

import job
import levels
import schedule
from errors import ExportError, shown
from families import coordinates
from schedule import FILE, Schedule

CONTINUOUS = 1000  # levels that the table of a continuous process lists
FLOW_SOLVERS = ("DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler", "UniPCMultistepScheduler", "DEISMultistepScheduler",
                "SASolverScheduler")  # fmt: skip


def read(config: dict, name: str, tokens: int | None = None, ends: str = "both"):
    """The process of a scheduler.

    tokens: how many a transformer makes of an image, for shifts that depend on that; ends: "first" where the pipeline itself
    lists the steps of a flow, from pure noise.
    """
    if name in ("FlowMatchEulerDiscreteScheduler", "FlowMatchHeunDiscreteScheduler"):
        return Flow(config, name, tokens, ends)
    if name in FLOW_SOLVERS and (config.get("use_flow_sigmas") or config.get("prediction_type") == "flow_prediction"):
        return FlowOfSolver(config, name)
    if name in KINDS:
        return KINDS[name](config, name)
    return Betas(config, name)


def known(name: str) -> bool:
    """Whether a scheduler has a process of another kind than betas."""
    return name in KINDS or name.startswith("FlowMatchEuler") or name.startswith("FlowMatchHeun")


def options(config: dict, name: str) -> dict:
    """The options of a class: its defaults where the configuration says nothing; one that nobody knows is refused."""
    parameters = inspect.signature(getattr(diffusers, name).__init__).parameters
    for key, value in config.items():
        if key not in parameters and key not in schedule.KNOWN and not key.startswith("_") and value not in (None, False):
            raise ExportError(f"{FILE}: {key} = {shown(value)} is not an option that the exporter knows for {name}; remove it if the training did not use it")
    unused = set(config.get("_use_default_values", []))
    own = {key: p.default for key, p in parameters.items() if key not in ("self", "args", "kwargs")}
    return own | {key: config[key] for key in own if key in config and key not in unused}


def require(values: dict, key: str, allowed: tuple, reason: str) -> None:
    if values.get(key, allowed[0]) not in allowed:
        raise ExportError(f"{FILE}: {key} must be {' or '.join(shown(each) for each in allowed)} but is {shown(values[key])}: {reason}")


def require_positive(values: dict, *keys: str) -> None:
    for key in keys:
        value = values[key]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0 or not math.isfinite(value):
            raise ExportError(f"{FILE}: {key} must be a positive number but is {shown(value)}")


def karras(smallest: float, largest: float, rho: float, count: int) -> np.ndarray:
    """Sigmas from the smallest to the largest, evenly apart in their rho-th root."""
    return np.linspace(smallest ** (1 / rho), largest ** (1 / rho), count) ** rho


class Process:
    """`section` and `sampler` go into `bundle.json`."""

    sampler = None

    def __init__(self, config: dict, name: str):
        self.config = config
        self.name = name

    def wrap(self, network):
        return network

    def visited(self, section: dict, steps: int) -> list:
        """The levels of so many steps, as the job places them; refused if the scheduler's own lie elsewhere."""
        placed = job.visited(section, steps)
        found = self.own_levels(steps)
        if len(found) != len(placed) or not np.allclose(np.exp(-np.array(found) / 2), np.exp(-np.array(placed) / 2), rtol=1e-3):
            raise ExportError(f"{self.name} visits the levels {np.round(found, 3)} but the job would visit {np.round(placed, 3)}")
        return placed

    def start(self, steps: int) -> float:
        """What a pipeline multiplies its noise by is not always the deviation of a state; the factor that is missing."""
        return 1.0


class Betas(Process):
    def __init__(self, config: dict, name: str):
        super().__init__(config, name)
        self.schedule = Schedule(config, name)
        self.section = self.schedule.diffusion()

    def learned_variance(self) -> bool:
        return self.schedule.learned_variance()

    def scheduler(self, steps: int):
        return self.schedule.deterministic()[0]

    def start(self, steps: int) -> float:
        scheduler = self.scheduler(steps)
        scheduler.set_timesteps(steps)
        initial = float(scheduler.init_noise_sigma)
        return 1.0 if initial == 1 else (float(scheduler.sigmas[0]) ** 2 + 1) ** 0.5 / initial

    def visited(self, section: dict, steps: int) -> list:
        import comparison

        scheduler, solver = self.schedule.deterministic()
        scheduler.set_timesteps(steps)
        return comparison.visited_levels(self.schedule, section, scheduler, solver)


class Distilled(Betas):
    """Betas for a sampler of few steps that brings its own noise (TCD): the network is as any other."""

    def __init__(self, config: dict, name: str):
        values = options(config, name)
        super().__init__({key: value for key, value in values.items() if key != "timestep_scaling"}, "DDIMScheduler")
        self.section["steps"] = {"spacing": "distilled", "of": distilled(values)}
        self.name, self.values = name, values
        self.sampler = {"name": "tcd", "steps": 4}

    def visited(self, section: dict, steps: int) -> list:
        """As the class itself places few steps; images are compared at those of DDIM."""
        own = schedule.built(self.name, self.values)
        own.set_timesteps(4)
        placed = job.indices(section, 4)
        if own.timesteps.tolist() != placed:
            raise ExportError(f"{self.name} visits the steps {own.timesteps.tolist()} but the job would visit {placed}")
        return super().visited(section, steps)


class LatentConsistency(Process):
    def __init__(self, config: dict, name: str):
        super().__init__(config, name)
        values = options(config, name)
        require_positive(values, "timestep_scaling")
        require(values, "thresholding", (False, None), "dynamic thresholding of a distilled model is not supported")
        kept = {key: value for key, value in values.items() if key not in ("timestep_scaling", "timestep_spacing")}
        self.inner = Schedule(kept | {"timestep_spacing": "trailing"}, "DDIMScheduler")
        self.values, self.table = values, self.inner.table()
        steps = {"spacing": "distilled", "of": distilled(values)}
        self.section = {"prediction": "sample", "levels": levels.table(self.table), "steps": steps}
        self.sampler = {"name": "consistency", "steps": 4}

    def learned_variance(self) -> bool:
        return False

    def wrap(self, network):
        clip = self.values["clip_sample_range"] if self.values["clip_sample"] else None
        return coordinates.LatentConsistency(network, self.table, self.values["prediction_type"], self.values["timestep_scaling"], clip)

    def scheduler(self, steps: int):
        return schedule.built(self.name, self.values)

    def own_levels(self, steps: int) -> list:
        scheduler = self.scheduler(steps)
        scheduler.set_timesteps(steps)
        return [float(self.table[int(t)]) for t in scheduler.timesteps]


def distilled(values: dict) -> int:
    """Of how many levels a network of few steps was made."""
    known, count = values["original_inference_steps"], values["num_train_timesteps"]
    if not isinstance(known, int) or not 1 <= known <= count:
        raise ExportError(f"{FILE}: original_inference_steps must be an integer from 1 to num_train_timesteps = {count} but is {shown(known)}")
    return known


class Flow(Process):
    """`FlowMatchEulerDiscreteScheduler`; a shift by the number of an image's tokens is a number at the bundle's size."""

    def __init__(self, config: dict, name: str, tokens: int | None, ends: str):
        super().__init__(config, name)
        values = options(config, name)
        for key in ("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"):
            require(values, key, (False, None), "it only places sampling steps, which are a flow's own here: set it to false")
        require(values, "invert_sigmas", (False, None), "a flow from images to noise is not supported")
        require(values, "shift_terminal", (None, 0), "a flow that ends before the clean sample is not supported")
        require(values, "stochastic_sampling", (False, None), "the job has its own samplers: set it to false")
        require_positive(values, "num_train_timesteps")
        self.values, self.tokens, self.ends = values, tokens, ends
        self.mu = self.dynamic() if values.get("use_dynamic_shifting") else None
        steps = {"spacing": "flow", "shift": self.shift(), "from": 1.0, "to": 0.0, "ends": "first"}
        if ends == "both":
            steps |= {"to": float(self.scheduler(0).sigma_min), "ends": "both"}
        uniform = np.arange(1, CONTINUOUS + 1) / CONTINUOUS
        self.section = {"prediction": "v_prediction", "levels": levels.table(levels.of_flow(uniform), levels.LOG_SNR), "steps": steps}

    def learned_variance(self) -> bool:
        return False

    def dynamic(self) -> float:
        """mu, linear in the number of tokens."""
        values = self.values
        if self.tokens is None:
            raise ExportError(f"{FILE}: use_dynamic_shifting must be false: the network has no tokens that the shift could depend on")
        slope = (values["max_shift"] - values["base_shift"]) / (values["max_image_seq_len"] - values["base_image_seq_len"])
        return values["base_shift"] + slope * (self.tokens - values["base_image_seq_len"])

    def shift(self) -> float:
        if self.mu is None:
            require_positive(self.values, "shift")
            return float(self.values["shift"])
        return self.mu if self.values["time_shift_type"] == "linear" else math.exp(self.mu)

    def wrap(self, network):
        return coordinates.Flow(network, float(self.values["num_train_timesteps"]))

    def scheduler(self, steps: int):
        name = "FlowMatchEulerDiscreteScheduler"
        return schedule.built(name, self.values)

    def own_levels(self, steps: int) -> list:
        scheduler = self.scheduler(steps)
        given = {"sigmas": np.linspace(1.0, 1 / steps, steps)} if self.ends == "first" else {}
        scheduler.set_timesteps(steps, mu=self.mu, **given)
        return levels.of_flow(scheduler.sigmas[:-1].double().numpy()).tolist()


class FlowOfSolver(Process):
    """A solver that was made for betas, set to a flow (Sana); its pipeline tells the network whole thousandths."""

    def __init__(self, config: dict, name: str):
        super().__init__(config, name)
        values = options(config, name)
        require(values, "use_flow_sigmas", (True,), "prediction_type is flow_prediction")
        require(values, "prediction_type", ("flow_prediction",), "use_flow_sigmas is true")
        for key in ("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas", "use_dynamic_shifting", "thresholding"):
            require(values, key, (False, None), "it bends a flow in a way that is not supported: set it to false")
        require(values, "shift_terminal", (None, 0), "a flow that ends before the clean sample is not supported")
        require_positive(values, "flow_shift", "num_train_timesteps")
        self.values = values
        count = values["num_train_timesteps"]
        uniform = np.arange(1, CONTINUOUS + 1) / CONTINUOUS
        steps = {"spacing": "flow", "shift": float(values["flow_shift"]), "from": 1 - 1 / count, "to": 0.0, "ends": "first"}
        self.section = {"prediction": "v_prediction", "levels": levels.table(levels.of_flow(uniform), levels.LOG_SNR), "steps": steps}

    def learned_variance(self) -> bool:
        return False

    def wrap(self, network):
        return coordinates.Flow(network, float(self.values["num_train_timesteps"]), whole=True)

    def scheduler(self, steps: int):
        first = {"solver_order": 1, "algorithm_type": "dpmsolver++", "final_sigmas_type": "zero"}
        kept = {key: self.values[key] for key in ("num_train_timesteps", "prediction_type", "use_flow_sigmas", "flow_shift")}
        return schedule.built("DPMSolverMultistepScheduler", kept | first)

    def start(self, steps: int) -> float:
        """Its pipeline begins with noise of deviation 1 where the flow has a little signal already."""
        first = self.own_levels(steps)[0]
        return 1 / (levels.signal(first) + levels.noise(first))

    def own_levels(self, steps: int) -> list:
        scheduler = self.scheduler(steps)
        scheduler.set_timesteps(steps)
        return levels.of_flow(scheduler.sigmas[:-1].double().numpy()).tolist()


class Edm(Process):
    def __init__(self, config: dict, name: str):
        super().__init__(config, name)
        values = options(config, name)
        require(values, "prediction_type", ("epsilon", "v_prediction"), "EDM knows no other")
        require(values, "sigma_schedule", ("karras", "exponential"), "EDM knows no other")
        require(values, "final_sigmas_type", ("zero", "sigma_min"), "EDM knows no other")
        require(values, "thresholding", (False, None), "dynamic thresholding of EDM is not supported")
        require_positive(values, "sigma_min", "sigma_max", "sigma_data", "rho")
        self.values = values
        smallest, largest, rho = values["sigma_min"], values["sigma_max"], values["rho"]
        table = levels.table(levels.of_sigmas(karras(smallest, largest, rho, CONTINUOUS)), levels.LOG_SNR)
        spacing = {"spacing": "karras", "rho": rho} if values["sigma_schedule"] == "karras" else {"spacing": "exponential"}
        self.section = {"prediction": "sample", "levels": table, "steps": spacing | {"from": largest, "to": smallest}}
        if values["final_sigmas_type"] == "sigma_min":
            self.section["end"] = table["logSnr"][0]

    def learned_variance(self) -> bool:
        return False

    def wrap(self, network):
        return coordinates.Edm(network, self.values["sigma_data"], 1.0 if self.values["prediction_type"] == "epsilon" else -1.0)

    def scheduler(self, steps: int):
        return schedule.built("EDMEulerScheduler", self.values)

    def own_levels(self, steps: int) -> list:
        scheduler = self.scheduler(steps)
        scheduler.set_timesteps(steps)
        return levels.of_sigmas(scheduler.sigmas[:steps].double().numpy()).tolist()


class Consistency(Process):
    def __init__(self, config: dict, name: str):
        super().__init__(config, name)
        values = options(config, name)
        require_positive(values, "sigma_min", "sigma_max", "sigma_data", "rho", "num_train_timesteps")
        require(values, "s_noise", (1.0, 1), "more or less noise than a level has is not supported")
        self.values = values
        sigmas = karras(values["sigma_min"], values["sigma_max"], values["rho"], values["num_train_timesteps"])
        table = levels.table(levels.of_sigmas(sigmas), levels.LOG_SNR)
        self.section = {"prediction": "sample", "levels": table, "steps": {"spacing": "trailing"}}
        self.sampler = {"name": "consistency", "steps": 1}

    def learned_variance(self) -> bool:
        return False

    def wrap(self, network):
        values = self.values
        return coordinates.Consistency(network, values["sigma_data"], values["sigma_min"], values["clip_denoised"])

    def scheduler(self, steps: int):
        return schedule.built(self.name, self.values)

    def start(self, steps: int) -> float:
        largest = self.values["sigma_max"]
        return math.sqrt(largest**2 + 1) / largest

    def own_levels(self, steps: int) -> list:
        scheduler = self.scheduler(steps)
        scheduler.set_timesteps(steps)
        return levels.of_sigmas(scheduler.sigmas[:steps].double().numpy()).tolist()

    def visited(self, section: dict, steps: int) -> list:
        """The scheduler's own: it cuts the distance between steps off to a whole number of levels, where the job rounds places."""
        even = self.values["num_train_timesteps"] % steps == 0
        return super().visited(section, steps) if even else self.own_levels(steps)


class Exploding(Process):
    """Variance exploding over images in [0, 1], whose sigmas are doubled for images in [-1, 1]; steps even in ln sigma."""

    scored = True

    def __init__(self, config: dict, name: str):
        super().__init__(config, name)
        values = options(config, name)
        require_positive(values, "sigma_min", "sigma_max")
        smallest, largest = self.sigmas(values)
        sigmas = np.exp(np.linspace(math.log(smallest), math.log(largest), CONTINUOUS))
        steps = {"spacing": "exponential", "from": largest, "to": smallest}
        self.section = {"prediction": "epsilon", "levels": levels.table(levels.of_sigmas(sigmas), levels.LOG_SNR), "steps": steps}

    def sigmas(self, values: dict) -> tuple:
        return 2 * values["sigma_min"], 2 * values["sigma_max"]

    def learned_variance(self) -> bool:
        return False

    def wrap(self, network):
        return coordinates.Score(network, self.scored)

    def visited(self, section: dict, steps: int) -> list:
        return job.visited(section, steps)


class KarrasExploding(Exploding):
    scored = False

    def sigmas(self, values: dict) -> tuple:
        return values["sigma_min"], values["sigma_max"]


KINDS = {
    "LCMScheduler": LatentConsistency,
    "TCDScheduler": Distilled,
    "EDMEulerScheduler": Edm,
    "EDMDPMSolverMultistepScheduler": Edm,
    "CMStochasticIterativeScheduler": Consistency,
    "ScoreSdeVeScheduler": Exploding,
    "KarrasVeScheduler": KarrasExploding,
}
