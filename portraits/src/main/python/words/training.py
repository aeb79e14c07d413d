"""What all trainings here share: rates, checkpoints that a killed process leaves whole, the moving average of the weights."""

import argparse
import copy
import math
import time
from pathlib import Path

import torch


def save(path: Path, **state) -> None:
    """Writes a checkpoint beside the old one and then replaces it."""
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def options(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Adds what every training of a denoiser is asked for, reads the command line, and sets threads and seed by it."""
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument("--anneal", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.999, help="of the moving average of the weights")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    return args


class Rate:
    """The learning rate at a step: it rises over `warm` steps, stays, and falls to zero over the last `anneal` steps."""

    def __init__(self, peak: float, steps: int, anneal: int, warm: int = 100):
        self.peak, self.steps, self.anneal, self.warm = peak, steps, anneal, warm

    def __call__(self, step: int) -> float:
        rising = min(1.0, (step + 1) / self.warm)
        left = (self.steps - step) / self.anneal if self.anneal else 1.0
        return self.peak * rising * min(1.0, 0.01 + left)


class Trainer:
    """Runs steps of one loss over named modules and can be stopped at any time.

    Every step draws from a generator that is keyed by (seed, step), so that a training that was interrupted and continued
    gives the weights of an undisturbed one.
    """

    def __init__(self, path: Path, modules: dict, rate: Rate, decay: float, seed: int):
        self.path, self.modules, self.rate, self.decay, self.seed = path, modules, rate, decay, seed
        self.averages = {name: copy.deepcopy(module).eval().requires_grad_(False) for name, module in modules.items()}
        self.weights = [weight for module in modules.values() for weight in module.parameters() if weight.requires_grad]
        self.optimizer = torch.optim.AdamW(self.weights, lr=rate.peak, betas=(0.9, 0.99), weight_decay=1e-4)
        self.step, self.spent = 0, 0.0
        if path.exists():
            self.go_on()

    def go_on(self) -> None:
        state = torch.load(self.path, weights_only=True)
        for name, module in self.modules.items():
            module.load_state_dict(state[name])
            self.averages[name].load_state_dict(state[f"{name}_average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.spent = state["step"], state["spent"]

    def write(self) -> None:
        state = {name: module.state_dict() for name, module in self.modules.items()}
        state |= {f"{name}_average": module.state_dict() for name, module in self.averages.items()}
        save(self.path, **state, optimizer=self.optimizer.state_dict(), step=self.step, spent=self.spent)

    def random(self) -> torch.Generator:
        return torch.Generator().manual_seed((self.seed << 32) + self.step)

    @torch.no_grad()
    def average(self) -> None:
        decay = min(self.decay, (1 + self.step) / (20 + self.step))
        for name, mean in self.averages.items():
            torch._foreach_lerp_(list(mean.parameters()), list(self.modules[name].parameters()), 1 - decay)
            for kept, buffer in zip(mean.buffers(), self.modules[name].buffers()):
                kept.copy_(buffer)  # of batch norms, which average by themselves

    def run(self, loss_of, name: str, every: int = 50) -> None:
        """Calls `loss_of(random)` for a loss until the rate's last step; `Ctrl-C` loses at most `every` steps."""
        began, recent = time.time() - self.spent, []
        while self.step < self.rate.steps:
            for group in self.optimizer.param_groups:
                group["lr"] = self.rate(self.step)
            loss = loss_of(self.random())
            if not math.isfinite(loss.item()):
                raise SystemExit(f"{name}: the loss of step {self.step} is {loss.item()}; lower --rate and start again")
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.weights, 1.0)
            self.optimizer.step()
            self.average()
            self.step += 1
            recent.append(loss.item())
            if self.step % every == 0 or self.step == self.rate.steps:
                self.spent = time.time() - began
                print(f"{name} {self.step} loss {sum(recent) / len(recent):.4f} {self.spent:.0f}s", flush=True)
                recent = []
                self.write()


def averages(path: Path, **modules) -> int:
    """Loads the moving averages of a checkpoint into modules; the step it was written at."""
    state = torch.load(path, weights_only=True)
    for name, module in modules.items():
        module.load_state_dict(state[f"{name}_average"])
        module.eval().requires_grad_(False)
    return state["step"]
