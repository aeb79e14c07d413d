package dev.isonomy.condition;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Where the values of a condition come from. */
public sealed interface ConditionSource extends Serializable {

  /** Whether there is a value, or a way, that stands for no condition. */
  default boolean optional() {
    return false;
  }

  /**
   * The code of a semantic encoder: the latents that the mixture is fitted to.
   *
   * @param optional whether the denoiser has a method {@code unconditional}, which runs without it
   */
  record Code(boolean optional) implements ConditionSource {}

  /** A text, embedded: a column of a table of prompts. */
  record Prompt() implements ConditionSource {
    @Override
    public boolean optional() {
      return true;
    }
  }

  /**
   * A class.
   *
   * @param names the classes, in the order of their indices
   * @param none the index that stands for no class, {@link #WITHOUT_NONE} if there is none
   */
  record ClassIndex(List<String> names, int none) implements ConditionSource {
    /** No index stands for no class. */
    public static final int WITHOUT_NONE = -1;

    public ClassIndex {
      names = List.copyOf(names);
    }

    /** The index that stands for no class. */
    public OptionalInt noClass() {
      return none == WITHOUT_NONE ? OptionalInt.empty() : OptionalInt.of(none);
    }

    @Override
    public boolean optional() {
      return none != WITHOUT_NONE;
    }
  }

  /** A number between two others, or equal to one of them. */
  record Range(double least, double most) implements ConditionSource {}

  /** The same numbers for every draw. */
  record Constant(float[] values) implements ConditionSource {
    public Constant {
      values = values.clone();
    }

    @Override
    public float[] values() {
      return values.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Constant that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /** The scale of guidance that is computed inside the network. */
  record GuidanceScale() implements ConditionSource {}
}
