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
DDPM with the large variance (beta) adds noise at its last step too unless that is at t = 0; the paper's last step has
none. So these cases use the spacings that end at 0.
"""

import json
import sys

import diffusers
import numpy as np
import torch
from diffusers import (
    DDIMScheduler,
    DDPMScheduler,
    DPMSolverMultistepScheduler,
    HeunDiscreteScheduler,
    UniPCMultistepScheduler,
)
from diffusers.schedulers import scheduling_ddpm, scheduling_dpmsolver_multistep

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
    document = dict(madeBy=f"diffusers {diffusers.__version__}, torch {torch.__version__.split('+')[0]}", cases=cases)
    with open(sys.argv[1], "w") as file:
        file.write(json.dumps(document).replace('{"sampler"', '\n{"sampler"') + "\n")


main()
