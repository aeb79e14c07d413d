package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/** The samplers by name: a new one is a class, a line here, and cases of its golden file. */
public final class Samplers {
  private static final Map<String, DoubleFunction<Sampler>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("ddim", Ddim::new);
    BY_NAME.put("ddpm", eta -> new Ddpm(Ddpm.Variance.FIXED_SMALL));
    BY_NAME.put("ddpm-large", eta -> new Ddpm(Ddpm.Variance.FIXED_LARGE));
    BY_NAME.put("dpm-solver++", eta -> new DpmSolver(DpmSolver.Equation.ODE));
    BY_NAME.put("sde-dpm-solver++", eta -> new DpmSolver(DpmSolver.Equation.SDE));
    BY_NAME.put("unipc", eta -> new UniPc());
    BY_NAME.put("heun", eta -> new Heun());
    BY_NAME.put("consistency", eta -> new Consistency());
    BY_NAME.put("tcd", Tcd::new);
  }

  private Samplers() {}

  /** All names. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * The sampler of a name.
   *
   * @param eta share of stochasticity, used by {@code ddim} and {@code tcd} only: 0 is
   *     deterministic
   * @throws UserException if there is none
   */
  public static Sampler of(String name, double eta) {
    DoubleFunction<Sampler> found = BY_NAME.get(name);
    if (found == null) {
      throw new UserException(
          "sampler must be one of " + String.join(", ", names()) + " but was " + name);
    }
    return found.apply(eta);
  }
}
