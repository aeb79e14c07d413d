package dev.isonomy.mixture.kernel;

import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernel that computes the products in this JVM. */
public final class MatrixKernels {
  private static final Logger LOG = LoggerFactory.getLogger(MatrixKernels.class);

  /** The system property that forces the kernel in plain Java, by the value {@code java}. */
  public static final String PROPERTY = "isonomy.kernel";

  private static final class Holder {
    static final MatrixKernel FASTEST = load();

    private static MatrixKernel load() {
      MatrixKernel kernel =
          System.getProperty(PROPERTY, "").equals("java") ? new JavaMatrixKernel() : search();
      LOG.info("Matrix products of the mixture are computed by the kernel {}", kernel.name());
      return kernel;
    }

    private static MatrixKernel search() {
      return ServiceLoader.load(MatrixKernel.class).findFirst().orElseGet(Holder::nativeOrJava);
    }

    private static MatrixKernel nativeOrJava() {
      try {
        return OpenBlasKernel.load();
      } catch (LinkageError | RuntimeException e) {
        LOG.info(
            "No native matrix products, plain Java takes their place, several times slower: {}."
                + " Put org.bytedeco:openblas and its natives for this machine on the class path",
            e.toString());
        return new JavaMatrixKernel();
      }
    }
  }

  private MatrixKernels() {}

  /**
   * A kernel that a jar on the class path offers as a service, else OpenBLAS where its jars are on
   * the class path, else the one in plain Java.
   */
  public static MatrixKernel fastest() {
    return Holder.FASTEST;
  }
}
