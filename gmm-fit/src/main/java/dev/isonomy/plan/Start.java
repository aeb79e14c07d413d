package dev.isonomy.plan;

import dev.isonomy.json.JsonFields;
import java.io.Serializable;

/** Where the draws of a plan start from. */
public sealed interface Start extends Serializable {
  /** Its name in {@code plan.json}. */
  String label();

  /**
   * A clean code is drawn from a component; the model's whole path, from pure noise, follows it.
   */
  record Code() implements Start {
    @Override
    public String label() {
      return "code";
    }
  }

  /**
   * A noised state is drawn from a component; the model goes on from there.
   *
   * @param timestep the training timestep of the state, at least 0
   */
  record State(int timestep) implements Start {
    /**
     * Checks the timestep.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public State {
      if (timestep < 0) {
        throw new IllegalArgumentException("a timestep must be at least 0 but was " + timestep);
      }
    }

    @Override
    public String label() {
      return "state";
    }
  }

  /** Pure noise, without any component: the model unaided. */
  record Noise() implements Start {
    @Override
    public String label() {
      return "noise";
    }
  }

  /**
   * Reads a start.
   *
   * @param fields an object with {@code from} and, for a state, {@code timestep}
   * @throws dev.isonomy.error.UserException naming the key that is wrong
   */
  static Start read(JsonFields fields) {
    return switch (fields.oneOf("from", "code", "state", "noise")) {
      case "code" -> new Code();
      case "state" -> new State(fields.integer("timestep", 0));
      default -> new Noise();
    };
  }
}
