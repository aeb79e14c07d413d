package dev.isonomy.config;

/** The balance methods by name. */
public enum MethodChoice {
  PRIOR,
  UNIFORM_COMPONENTS,
  SOLVED_WEIGHTS,
  CONDITIONAL;

  /** What configurations and reports call it. */
  public String methodName() {
    return Section.nameOf(this);
  }
}
