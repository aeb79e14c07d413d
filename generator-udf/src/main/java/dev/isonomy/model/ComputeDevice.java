package dev.isonomy.model;

import dev.isonomy.error.UserException;
import java.util.OptionalInt;
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
   * The device that a configured name means for a task.
   *
   * @param name {@code cpu}, {@code cuda}, {@code cuda:N}, or {@code auto}: the task's GPU, or any,
   *     or else the processor
   * @param address the GPU that the scheduler gave to the task; takes the place of an index that is
   *     not given
   * @param gpus how many GPUs this JVM sees
   * @throws UserException if CUDA is demanded and not there, or the name is none
   */
  static ComputeDevice choose(String name, OptionalInt address, int gpus) {
    if (name.equals("auto")) {
      int index = address.orElse(0);
      return index < gpus ? new Cuda(index) : CPU;
    }
    ComputeDevice device =
        name.equals("cuda") && address.isPresent() ? new Cuda(address.getAsInt()) : ofName(name);
    if (device instanceof Cuda cuda && cuda.index() >= gpus) {
      throw new UserException(
          "device "
              + device.label()
              + " is not there: this JVM sees "
              + gpus
              + " CUDA devices; set isonomy.bundle.device to cpu or auto, or bring a libtorch for"
              + " CUDA");
    }
    return device;
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
