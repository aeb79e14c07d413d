package dev.isonomy.mixture;

import java.util.ServiceLoader;

/** Which kernel computes the products in this JVM. */
public final class MatrixKernels {
  private static final class Holder {
    static final MatrixKernel FASTEST = load();

    private static MatrixKernel load() {
      return ServiceLoader.load(MatrixKernel.class).findFirst().orElseGet(JavaMatrixKernel::new);
    }
  }

  private MatrixKernels() {}

  /** A kernel that a jar on the class path offers as a service, or the one in plain Java. */
  public static MatrixKernel fastest() {
    return Holder.FASTEST;
  }
}
