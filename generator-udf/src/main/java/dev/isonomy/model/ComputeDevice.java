package dev.isonomy.model;

import dev.isonomy.error.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where networks run. */
public sealed interface ComputeDevice {

  /** The processor. */
  ComputeDevice CPU = new Cpu();

  /** The name used in configuration: {@code cpu} or {@code cuda:1}. */
  String label();

  /** The processor. */
  record Cpu() implements ComputeDevice {
    @Override
    public String label() {
      return "cpu";
    }
  }

  /**
   * A CUDA device.
   *
   * @param index its address
   */
  record Cuda(int index) implements ComputeDevice {
    @Override
    public String label() {
      return "cuda:" + index;
    }
  }

  /**
   * The device of a name.
   *
   * @param name {@code cpu}, {@code cuda} or {@code cuda:N}
   * @throws UserException for other names
   */
  static ComputeDevice ofName(String name) {
    if (name.equals("cpu")) {
      return CPU;
    }
    Matcher cuda = Pattern.compile("cuda(?::(\\d{1,4}))?").matcher(name);
    if (cuda.matches()) {
      return new Cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
    }
    throw new UserException("device must be cpu, cuda or cuda:N but was " + name);
  }
}
