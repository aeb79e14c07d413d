package dev.isonomy.bench;

import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernels;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One dense product of square matrices per invocation. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MatrixProducts {
  /** Rows and columns. */
  @Param({"64", "256"})
  public int size;

  /** The kernel's name, as {@code isonomy.kernel} takes it. */
  @Param({"openblas", "java"})
  public String kernel;

  private MatrixKernel products;
  private double[] a;
  private double[] b;
  private double[] c;

  /** Draws the factors. */
  @Setup
  public void draw() {
    System.setProperty(MatrixKernels.PROPERTY, kernel);
    products = MatrixKernels.fastest();
    Random random = new Random(1);
    a = random.doubles((long) size * size).toArray();
    b = random.doubles((long) size * size).toArray();
    c = new double[size * size];
  }

  /** C += A B. */
  @Benchmark
  public double[] multiply() {
    products.multiply(size, size, size, a, b, c);
    return c;
  }
}
