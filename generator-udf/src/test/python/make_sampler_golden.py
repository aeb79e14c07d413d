"""Golden trajectories of the samplers, made by diffusers' own schedulers.

    pip install -r requirements-golden.txt
    python make_sampler_golden.py ../resources/dev/isonomy/diffusion/sampler-golden.json

The "network" is the exact posterior mean of a known distribution (each element is +m_j or -m_j with a
width of 0.2), so that trajectories behave as real ones do; initial states and step noise are sines. The Java
test computes the same from the same formulas.

Two places where diffusers is told what to do:
* DDIM steps from t to t - N // n, which leaves its own grid when the spacing is linspace; here it is made to
  step to the next time of the grid, as the paper does.
* DDPM and Heun get the grid as custom time steps for the same reason.
Schedulers that place their steps between those of training, and those of flows, of EDM and of distilled networks, run in
coordinates of their own: states are scaled there and back, and what the network returns is what they expect of it
(preconditioned, a velocity), while our samplers see variance-preserving states and x_0, epsilon or v.
DDPM with the large variance (beta) adds noise at its last step too unless that is at t = 0; the paper's last step has
none. So these cases use the spacings that end at 0.
"""

import json
import sys

import diffusers
import numpy as np
import torch
from diffusers import (
    CMStochasticIterativeScheduler,
    DDIMScheduler,
    DDPMScheduler,
    DPMSolverMultistepScheduler,
    EDMDPMSolverMultistepScheduler,
    EDMEulerScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    HeunDiscreteScheduler,
    LCMScheduler,
    TCDScheduler,
    UniPCMultistepScheduler,
)
from diffusers.schedulers import (
    scheduling_consistency_models,
    scheduling_ddpm,
    scheduling_dpmsolver_multistep,
    scheduling_edm_dpmsolver_multistep,
    scheduling_euler_ancestral_discrete,
    scheduling_lcm,
    scheduling_tcd,
)

N, BATCH, SIZE, WIDTH = 1000, 2, 6, 0.2
MULTISTEP = ("dpm-solver++", "sde-dpm-solver++", "unipc")
BETAS = {
    "linear": dict(beta_schedule="linear", beta_start=0.0001, beta_end=0.02),
    "scaled-linear": dict(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012),
    "cosine": dict(beta_schedule="squaredcos_cap_v2"),
}


def sines(step):
    b, j = np.meshgrid(np.arange(1, BATCH + 1), np.arange(1, SIZE + 1), indexing="ij")
    return 1.5 * np.sin(12.9898 * (step + 2) + 78.233 * j + 37.719 * b).reshape(BATCH, 1, 1, SIZE)


def network(x, alpha_bar, prediction):
    """Posterior mean of x_0 given x, as epsilon, sample or v; double precision inside."""
    x = x.astype(np.float64)
    alpha, sigma2 = np.sqrt(alpha_bar), 1 - alpha_bar
    m = 0.3 + 0.1 * np.arange(1, SIZE + 1)
    total = alpha_bar * WIDTH**2 + sigma2
    side = np.tanh(alpha * m * x / total)
    clean = (alpha * WIDTH**2 * x + sigma2 * m * side) / total
    if prediction == "sample":
        return clean
    eps = (x - alpha * clean) / np.sqrt(sigma2)
    return eps if prediction == "epsilon" else alpha * eps - np.sqrt(sigma2) * clean


class Stride(int):
    """Stands where diffusers divides N by the number of steps, and gives the distance to the next time."""

    def __rfloordiv__(self, _):
        return int(self)


def grid(spacing, n, offset, extra):
    """The times our samplers visit: diffusers' own formulas for the family."""
    config = dict(num_train_timesteps=N, timestep_spacing=spacing, steps_offset=offset)
    scheduler = (DPMSolverMultistepScheduler if extra else DDIMScheduler)(**config)
    scheduler.set_timesteps(n)
    return [int(t) for t in scheduler.timesteps]


def double_precision(scheduler):
    """diffusers keeps alphaBar in single precision; the levels near the clean end deserve better."""
    betas = scheduler.betas.double()
    scheduler.betas = betas
    scheduler.alphas = 1 - betas
    scheduler.alphas_cumprod = torch.cumprod(scheduler.alphas, 0)
    if hasattr(scheduler, "final_alpha_cumprod"):
        one = scheduler.config.set_alpha_to_one
        scheduler.final_alpha_cumprod = torch.tensor(1.0).double() if one else scheduler.alphas_cumprod[0]
    if hasattr(scheduler, "one"):
        scheduler.one = torch.tensor(1.0).double()


def run(sampler, schedule, spacing, prediction, n=10, offset=0, eta=0.0, clip=None, dynamic=None,
        zero_snr=False, alpha_to_one=True):
    times = grid(spacing, n, offset, sampler in MULTISTEP)
    config = dict(num_train_timesteps=N, prediction_type=prediction, timestep_spacing=spacing, **BETAS[schedule])
    if dynamic:
        config.update(thresholding=True, dynamic_thresholding_ratio=dynamic[0], sample_max_value=dynamic[1])
    if zero_snr:
        config.update(rescale_betas_zero_snr=True)
    if sampler in ("ddim", "ddpm", "ddpm-large"):
        config.update(clip_sample=clip is not None, clip_sample_range=clip or 1.0)
    x = torch.from_numpy(sines(-1))
    if sampler == "ddim":
        scheduler = DDIMScheduler(steps_offset=offset, set_alpha_to_one=alpha_to_one, **config)
    elif sampler in ("ddpm", "ddpm-large"):
        scheduler = DDPMScheduler(variance_type="fixed_small" if sampler == "ddpm" else "fixed_large", **config)
    elif sampler == "unipc":
        scheduler = UniPCMultistepScheduler(steps_offset=offset, **config)
    elif sampler in MULTISTEP:
        kind = "dpmsolver++" if sampler == "dpm-solver++" else "sde-dpmsolver++"
        scheduler = DPMSolverMultistepScheduler(steps_offset=offset, algorithm_type=kind, **config)
    else:
        scheduler = HeunDiscreteScheduler(**config)
    double_precision(scheduler)
    alpha_bar = scheduler.alphas_cumprod.numpy()
    if zero_snr and sampler in MULTISTEP:
        scheduler.alphas_cumprod[-1] = 2**-24
    if sampler in ("ddim", *MULTISTEP):
        scheduler.set_timesteps(n)
    else:
        scheduler.set_timesteps(timesteps=times)
    if sampler == "heun":
        levels = np.sqrt((1 - alpha_bar[times]) / alpha_bar[times])
        sigmas = torch.from_numpy(np.concatenate([levels, [0.0]]))
        scheduler.sigmas = torch.cat([sigmas[:1], sigmas[1:-1].repeat_interleave(2), sigmas[-1:]])
        x = x * np.sqrt(levels[0] ** 2 + 1)
    if sampler in MULTISTEP:
        levels = np.sqrt((1 - scheduler.alphas_cumprod.numpy()[times]) / scheduler.alphas_cumprod.numpy()[times])
        scheduler.sigmas = torch.from_numpy(np.concatenate([levels, [0.0]]))
    step = [0]
    for module in (scheduling_ddpm, scheduling_dpmsolver_multistep):
        module.randn_tensor = lambda *a, **k: torch.from_numpy(sines(step[0]))
    visited = [int(t) for t in scheduler.timesteps]
    for i, t in enumerate(visited):
        step[0] = i
        scaled = scheduler.scale_model_input(x, scheduler.timesteps[i]) if sampler == "heun" else x
        out = torch.from_numpy(network(scaled.numpy(), alpha_bar[t], prediction))
        if sampler == "ddim":
            following = visited[i + 1] if i + 1 < len(visited) else -1
            scheduler.num_inference_steps = Stride(t - following)
            noise = torch.from_numpy(sines(i)) if eta > 0 else None
            x = scheduler.step(out, t, x, eta=eta, variance_noise=noise).prev_sample
        else:
            x = scheduler.step(out, scheduler.timesteps[i], x).prev_sample
    case = dict(sampler=sampler, schedule=schedule, spacing=spacing, prediction=prediction, steps=n, offset=offset,
                eta=eta, clip=clip, dynamic=dynamic, zeroSnr=zero_snr, alphaToOne=alpha_to_one, times=times,
                result=[round(float(v), 8) for v in x.flatten()])
    return {k: v for k, v in case.items() if v is not None}


RANDOM = (
    scheduling_consistency_models, scheduling_ddpm, scheduling_dpmsolver_multistep, scheduling_edm_dpmsolver_multistep,
    scheduling_euler_ancestral_discrete, scheduling_lcm, scheduling_tcd,
)  # fmt: skip


class Exploding:
    """States x_0 + sigma eps; the network returns epsilon, v or x_0 of a variance-preserving state."""

    def signal(self, sigma):
        return 1 / (1 + sigma**2)

    def scale(self, sigma):
        return np.sqrt(1 + sigma**2)

    def output(self, predicted, state, sigma):
        return predicted


class Preserving(Exploding):
    """States that are variance preserving already."""

    def scale(self, sigma):
        return 1.0


class Flow(Exploding):
    """States (1 - s) x_0 + s eps, sigma is s; the network returns eps - x_0."""

    def signal(self, sigma):
        return (1 - sigma) ** 2 / ((1 - sigma) ** 2 + sigma**2)

    def scale(self, sigma):
        return np.sqrt((1 - sigma) ** 2 + sigma**2)

    def output(self, clean, state, sigma):
        return (state - clean) / sigma


class Preconditioned(Exploding):
    """EDM and consistency models: D = c_skip x + c_out F, F is returned."""

    def __init__(self, skip, out):
        self.skip, self.out = skip, out

    def output(self, clean, state, sigma):
        return (clean - self.skip(sigma) * state) / self.out(sigma)


EDM = Preconditioned(lambda s: 0.25 / (s**2 + 0.25), lambda s: 0.5 * s / np.sqrt(s**2 + 0.25))
CONSISTENCY = Preconditioned(
    lambda s: 0.25 / ((s - 0.002) ** 2 + 0.25), lambda s: (s - 0.002) * 0.5 / np.sqrt(s**2 + 0.25)
)


def placed(sampler, schedule, spacing, prediction, scheduler, space, n=10, **more):
    """A trajectory over the scheduler's own sigmas."""
    scheduler.set_timesteps(n)
    sigmas = scheduler.sigmas.double().numpy()
    levels = [space.signal(s) for s in sigmas[: len(scheduler.timesteps)]]
    x = sines(-1) * space.scale(sigmas[0])
    x, step = torch.from_numpy(x), [0]
    random(step)
    for i, t in enumerate(scheduler.timesteps):
        step[0] = i
        if hasattr(scheduler, "scale_model_input"):
            scheduler.scale_model_input(x, t)  # some refuse to step without
        state = x.numpy().astype(np.float64)
        predicted = network(state / space.scale(sigmas[i]), levels[i], prediction)
        out = torch.from_numpy(space.output(predicted, state, sigmas[i]))
        x = scheduler.step(out, t, x.double()).prev_sample
    end = dict(sampler=sampler, schedule=schedule, spacing=spacing, prediction=prediction, steps=n, offset=0, eta=0.0,
               alphaToOne=True, sigmas=[round(float(np.sqrt(1 - a)), 12) for a in levels],
               result=[round(float(v), 8) for v in x.flatten()])
    return end | more


def random(step):
    for module in RANDOM:
        module.randn_tensor = lambda *a, **k: torch.from_numpy(sines(step[0]))
    torch.randn_like = lambda like: torch.from_numpy(sines(step[0]))


def distilled(sampler, prediction, scheduler, n, eta=0.0):
    """LCM, whose boundary scalings are the network's here, and TCD."""
    scheduler.set_timesteps(n)
    double_precision(scheduler)
    alpha_bar = scheduler.alphas_cumprod.numpy()
    x, step = torch.from_numpy(sines(-1)), [0]
    random(step)
    for i, t in enumerate(scheduler.timesteps):
        step[0] = i
        out = torch.from_numpy(network(x.numpy(), alpha_bar[int(t)], prediction))
        options = dict(eta=eta) if sampler == "tcd" else {}
        found = scheduler.step(out, t, x, **options)
        x = found.prev_sample
    case = dict(sampler=sampler, schedule="scaled-linear", spacing="distilled", prediction=prediction, steps=n, offset=0,
                eta=eta, alphaToOne=sampler != "tcd", times=[int(t) for t in scheduler.timesteps],
                result=[round(float(v), 8) for v in x.flatten()])
    if sampler == "consistency":
        case |= dict(prediction="sample", network="boundary")
    return case


def placements():
    """Steps between those of training, and other processes."""
    karras, usual = dict(rho=7.0), dict(num_train_timesteps=N)
    cases = []
    for schedule in ("linear", "scaled-linear"):
        for prediction in ("epsilon", "v_prediction"):
            config = usual | BETAS[schedule] | dict(prediction_type=prediction)
            for name, option in (("karras", "karras"), ("exponential", "exponential"), ("beta", "beta")):
                place = {f"use_{option}_sigmas": True, "timestep_spacing": "linspace"}
                more = karras if name == "karras" else {}
                euler = EulerDiscreteScheduler(**config, **place)
                cases.append(placed("ddim", schedule, name, prediction, euler, Exploding(), **more))
                solver = DPMSolverMultistepScheduler(**config, **place)
                cases.append(placed("dpm-solver++", schedule, name, prediction, solver, Preserving(), **more))
                unipc = UniPCMultistepScheduler(**config, **place)
                cases.append(placed("unipc", schedule, name, prediction, unipc, Preserving(), **more))
            ancestral = EulerAncestralDiscreteScheduler(**config, timestep_spacing="trailing")
            cases.append(placed("ddim", schedule, "trailing", prediction, ancestral, Exploding(), eta=1.0))
    for shift in (1.0, 3.0):
        flow = FlowMatchEulerDiscreteScheduler(num_train_timesteps=N, shift=shift)
        ends = {"from": 1.0, "to": float(flow.sigma_min), "ends": "BOTH", "shift": shift}
        for prediction in ("sample",):
            cases.append(placed("ddim", "flow", "flow", prediction, flow, Flow(), **ends))
        for kind, sampler in ((DPMSolverMultistepScheduler, "dpm-solver++"), (UniPCMultistepScheduler, "unipc")):
            solver = kind(num_train_timesteps=N, use_flow_sigmas=True, flow_shift=shift, prediction_type="flow_prediction")
            ends = {"from": 1 - 1 / N, "to": 0.0, "ends": "FIRST", "shift": shift}
            cases.append(placed(sampler, "flow", "flow", "sample", solver, Flow(), n=8, **ends))
    for sampler, kind in (("ddim", EDMEulerScheduler), ("dpm-solver++", EDMDPMSolverMultistepScheduler)):
        for spacing in ("karras", "exponential"):
            options = dict(sigma_min=0.002, sigma_max=80.0, sigma_data=0.5, sigma_schedule=spacing)
            more = karras if spacing == "karras" else {}
            cases.append(placed(sampler, "edm", spacing, "sample", kind(**options), EDM, n=12, **more))
    for n in (1, 2, 4):
        jumps = CMStochasticIterativeScheduler(clip_denoised=False)
        cases.append(placed("consistency", "consistency", "trailing", "sample", jumps, CONSISTENCY, n=n))
        cases.append(distilled("consistency", "epsilon", LCMScheduler(beta_schedule="scaled_linear"), n))
        cases.append(distilled("tcd", "epsilon", TCDScheduler(beta_schedule="scaled_linear"), n, eta=0.3))
        cases.append(distilled("tcd", "v_prediction", TCDScheduler(beta_schedule="scaled_linear", prediction_type="v_prediction"), n))
    return cases


def main():
    cases = []
    spacings, predictions = ("leading", "trailing", "linspace"), ("epsilon", "sample", "v_prediction")
    for schedule in BETAS:
        for spacing in spacings:
            for prediction in predictions:
                cases.append(run("ddim", schedule, spacing, prediction))
                cases.append(run("ddim", schedule, spacing, prediction, eta=0.7))
                cases.append(run("ddpm", schedule, spacing, prediction))
                for sampler in MULTISTEP:
                    cases.append(run(sampler, schedule, spacing, prediction))
                if prediction != "sample":
                    cases.append(run("heun", schedule, spacing, prediction))
                # Of clipping, diffusers' solvers of higher order know the dynamic kind only, Heun none.
                for sampler in ("ddim", "ddpm"):
                    cases.append(run(sampler, schedule, spacing, prediction, clip=0.6))
                for sampler in ("ddim", "ddpm", *MULTISTEP):
                    cases.append(run(sampler, schedule, spacing, prediction, dynamic=(0.8, 1.2)))
                if spacing != "trailing":
                    cases.append(run("ddpm-large", schedule, spacing, prediction))
                if prediction != "epsilon" and schedule != "cosine":
                    for sampler in ("ddim", "ddpm", *MULTISTEP):
                        cases.append(run(sampler, schedule, spacing, prediction, zero_snr=True))
    for sampler in MULTISTEP:
        cases.append(run(sampler, "cosine", "trailing", "v_prediction", n=25))
    cases.append(run("ddim", "scaled-linear", "leading", "epsilon", n=20, offset=1, alpha_to_one=False))
    cases += placements()
    document = dict(madeBy=f"diffusers {diffusers.__version__}, torch {torch.__version__.split('+')[0]}", cases=cases)
    with open(sys.argv[1], "w") as file:
        file.write(json.dumps(document).replace('{"sampler"', '\n{"sampler"') + "\n")


main()
