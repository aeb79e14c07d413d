package dev.isonomy.config;

/** The samplers by name. */
public enum SamplerChoice {
  DDIM,
  DDPM,
  DPM_SOLVER,
  HEUN;

  /** What configurations and the data set call it. */
  public String samplerName() {
    return Section.nameOf(this);
  }
}
