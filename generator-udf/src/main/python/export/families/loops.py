"""Eager sampling as diffusers' simplest pipelines do it, for those that give no way to pass noise or conditions in."""

import inspect

import numpy as np
import torch

from families.source import draws


def sample(network, process, noise, given, steps: int, seed: int, guided=None):
    """Clean states: a scheduler of diffusers, stepped over `network(x, t, *conditions)`.

    guided(network, x, t): the network's output where there is guidance.
    """
    scheduler = process.scheduler(steps)
    scheduler.set_timesteps(steps)
    x = noise * getattr(scheduler, "init_noise_sigma", 1.0) * process.start(steps)
    options = {"generator": draws(seed, range(len(x)))} if "generator" in inspect.signature(scheduler.step).parameters else {}
    for t in scheduler.timesteps:
        scaled = scheduler.scale_model_input(x, t) if hasattr(scheduler, "scale_model_input") else x
        told = t.float().expand(len(x))
        output = guided(network, scaled, told) if guided else network(scaled, told, *given)
        x = scheduler.step(output, t, x, **options).prev_sample
    return x.float()


def exploding(network, scored: bool, smallest: float, largest: float, noise, given, steps: int):
    """Euler's steps along the probability flow y' = eps of a variance-exploding process, over images in [0, 1]."""
    sigmas = [*np.exp(np.linspace(np.log(largest), np.log(smallest), steps)) / 2, 0.0]
    y = noise.double() * np.hypot(sigmas[0], 0.5) + 0.5
    for i in range(steps):
        sigma = torch.full((len(y),), sigmas[i])
        output = network(y.float(), sigma.float(), *given).double()
        eps = -output * (sigmas[i] if scored else 1.0)
        y = y + (sigmas[i + 1] - sigmas[i]) * eps
    return (2 * y - 1).float()
