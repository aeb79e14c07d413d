"""A denoiser in its own coordinates as a bundle's: the state is rescaled before it, and what it returns after it.

A bundle's state is x = a x0 + b eps with a^2 + b^2 = 1 at the log-SNR L. The same state is x / a where sigma = b / a is added to the clean
sample ("ve", and "edm" before its own scaling), and x / (a + b) in a rectified flow, (1 - s) x0 + s eps.
"""

import torch
from torch import nn

from contracts.contract import CONDITION, STATE, Contract, Input
from families.coordinates import at_index, factors, place


class Placed(nn.Module):
    """Levels of what a bundle's denoiser is told: the log-SNR itself, or an index into a table of them."""

    def __init__(self, contract: Contract):
        super().__init__()
        self.by_index = contract.by_index
        if self.by_index:
            self.register_buffer("table", torch.as_tensor(contract.log_snr, dtype=torch.float32))

    def forward(self, told):
        return at_index(self.table, told) if self.by_index else told


class Before(nn.Module):
    """(state, told, *conditions) of a bundle -> the denoiser's arguments in its order."""

    def __init__(self, contract: Contract):
        super().__init__()
        self.contract = contract
        self.placed = Placed(contract)

    def forward(self, x, told, *conditions):
        level = self.placed(told)
        given = iter(conditions)
        return tuple(self.argument(each, x, told, level, given) for each in self.contract.inputs)

    def argument(self, each: Input, x, told, level, given):
        if each.kind == STATE:
            return self.state(x, level)
        if each.kind == CONDITION:
            return next(given).clone()
        time = told if each.kind == "index" else TIME[each.kind](level)
        time = time * each.scale + each.add
        time = time.round().long() if each.type == "int64" else time
        return time.reshape(-1, *each.shape)

    def state(self, x, level):
        a, b = factors(level)
        if self.contract.coordinates == "flow":
            return x / (a + b)
        if self.contract.coordinates == "ve":
            return x / a
        return x / (b**2 + (self.contract.deviation * a) ** 2).sqrt() if self.contract.coordinates == "edm" else x.clone()


TIME = {
    "log-snr": lambda level: level,
    "sigma": lambda level: torch.exp(level * -0.5),
    "log-sigma": lambda level: level * -0.5,
    "s": place,
}


class After(nn.Module):
    """(state, told) of a bundle and the denoiser's output -> a bundle's prediction."""

    def __init__(self, contract: Contract):
        super().__init__()
        self.contract = contract
        self.placed = Placed(contract)

    @property
    def prediction(self) -> str:
        own = {"edm": "sample", "velocity": "v_prediction"}
        return own.get(self.contract.coordinates) or own.get(self.contract.prediction, self.contract.prediction)

    def forward(self, x, told, output):
        output = output[:, : self.contract.state[0]].float()
        a, b = factors(self.placed(told))
        if self.contract.coordinates == "edm":
            # D = c_skip x / a + c_out F (Karras et al. 2022, table 1), with sigma = b / a
            deviation = self.contract.deviation
            total = b**2 + (deviation * a) ** 2
            return deviation**2 * a / total * x + deviation * b / total.sqrt() * output
        if self.contract.prediction == "velocity":
            # v = a eps - b x0, of a flow's state x / (a + b) and velocity eps - x0
            return ((a - b) * x + output) / (a + b)
        return output.clone()


class Wrapped(nn.Module):
    """forward(state, told, *conditions) of a bundle, by a denoiser that is called as the contract says."""

    def __init__(self, denoiser: nn.Module, contract: Contract):
        super().__init__()
        self.denoiser = denoiser
        self.before = Before(contract)
        self.after = After(contract)

    def forward(self, x, told, *conditions):
        return self.after(x, told, self.denoiser(*self.before(x, told, *conditions)))
