"""Translates a diffusers scheduler configuration into the `diffusion` section of `bundle.json`."""

from errors import ExportError

SCHEDULES = ("linear", "scaled_linear", "squaredcos_cap_v2")
PREDICTIONS = ("epsilon", "sample", "v_prediction")

# Defaults of the schedulers' constructors: an older configuration does not list what came later.
DEFAULTS = {
    "DDPMScheduler": {"clip_sample": True, "timestep_spacing": "leading", "set_alpha_to_one": True},
    "DDIMScheduler": {"clip_sample": True, "timestep_spacing": "leading", "set_alpha_to_one": True},
    "PNDMScheduler": {"timestep_spacing": "leading", "set_alpha_to_one": False},
    "DPMSolverMultistepScheduler": {"timestep_spacing": "linspace"},
    "UniPCMultistepScheduler": {"timestep_spacing": "linspace"},
    "HeunDiscreteScheduler": {"timestep_spacing": "linspace"},
    "EulerDiscreteScheduler": {"timestep_spacing": "linspace"},
}


def diffusion(config: dict) -> dict:
    """The section, without what concerns conditioning."""
    values = {"beta_schedule": "linear", "beta_start": 0.0001, "beta_end": 0.02, "num_train_timesteps": 1000}
    values |= {"prediction_type": "epsilon"} | DEFAULTS.get(config.get("_class_name"), {}) | config
    if values.get("trained_betas") is not None:
        raise ExportError("scheduler_config.json: trained_betas must be null: only the schedules by formula are supported")
    require(values, "beta_schedule", SCHEDULES)
    require(values, "prediction_type", PREDICTIONS)
    if str(values.get("variance_type")).startswith("learned"):
        raise ExportError("scheduler_config.json: variance_type must be fixed_small or fixed_large, a learned variance is not supported")
    section = {
        "predictionType": values["prediction_type"],
        "betaSchedule": values["beta_schedule"],
        "numTrainTimesteps": values["num_train_timesteps"],
        "betaStart": values["beta_start"],
        "betaEnd": values["beta_end"],
        "timestepSpacing": values.get("timestep_spacing", "leading"),
        "stepsOffset": values.get("steps_offset", 0),
        "setAlphaToOne": values.get("set_alpha_to_one", True),
        "rescaleBetasZeroSnr": bool(values.get("rescale_betas_zero_snr", False)),
    }
    if values.get("thresholding"):
        section |= {
            "thresholding": True,
            "dynamicThresholdingRatio": values.get("dynamic_thresholding_ratio", 0.995),
            "sampleMaxValue": values.get("sample_max_value", 1.0),
        }
    elif values.get("clip_sample"):
        section |= {"clipSample": True, "clipSampleRange": values.get("clip_sample_range", 1.0)}
    return section


def require(values: dict, key: str, allowed) -> None:
    if values[key] not in allowed:
        raise ExportError(f"scheduler_config.json: {key} must be one of {', '.join(allowed)} but is {values[key]}")
