package dev.isonomy.mixture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.projection.PrincipalComponents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixtureArchiveTest {
  private static byte[] written(ProjectedMixture mixture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MixtureArchive.write(mixture, out);
    return out.toByteArray();
  }

  private static ProjectedMixture read(byte[] bytes) throws IOException {
    return MixtureArchive.read(new ByteArrayInputStream(bytes));
  }

  private static GaussianMixture mixture(CovarianceType type, int d) {
    double[][] parameters = new double[type == CovarianceType.TIED ? 1 : 2][];
    for (int k = 0; k < parameters.length; k++) {
      parameters[k] =
          switch (type) {
            case TIED, FULL -> identity(d);
            case DIAGONAL -> filled(d, 0.1 + k);
            case SPHERICAL -> filled(1, 1 / 3.0);
            case LOW_RANK -> filled(2 * d, 0.7);
          };
    }
    return new GaussianMixture(
        new double[] {1 / 3.0, 2 / 3.0},
        new double[][] {filled(d, Math.PI), filled(d, -1e-300)},
        Covariance.of(type, d, parameters));
  }

  private static double[] filled(int d, double value) {
    double[] numbers = new double[d];
    Arrays.fill(numbers, value);
    return numbers;
  }

  private static double[] identity(int d) {
    double[] matrix = new double[d * d];
    for (int i = 0; i < d; i++) {
      matrix[i * (d + 1)] = 1;
    }
    return matrix;
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void every_kind_of_covariance_comes_back_equal(CovarianceType type) throws IOException {
    for (int d : new int[] {1, 2, 32}) {
      ProjectedMixture mixture = ProjectedMixture.of(mixture(type, d));

      assertThat(read(written(mixture))).isEqualTo(mixture);
    }
  }

  @Test
  void rows_longer_than_a_buffer_come_back_equal() throws IOException {
    int d = 20_001; // 160 KB
    double[][] basis = new double[2][d];
    basis[0][0] = 1;
    basis[1][d - 1] = -1;
    PrincipalComponents projection =
        new PrincipalComponents(filled(d, 0.5), basis, new double[] {2, 1}, 1e-3);
    ProjectedMixture mixture =
        new ProjectedMixture(projection, mixture(CovarianceType.SPHERICAL, 2));

    byte[] bytes = written(mixture);

    assertThat(read(bytes)).isEqualTo(mixture);
    assertThat(bytes.length).isBetween(3 * 8 * d, (3 * 8 * d) + 4_000);
    assertThat(written(mixture)).isEqualTo(bytes);
  }

  /** The file was made by src/test/python/npz_golden.py. */
  @Test
  void what_numpy_writes_is_read() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/mixture-golden.npz")) {
      ProjectedMixture mixture = MixtureArchive.read(in);

      PrincipalComponents principal = (PrincipalComponents) mixture.projection();
      assertThat(principal.mean()).containsExactly(0.5, 0.25, -1);
      assertThat(principal.components()[1]).containsExactly(0, 0.6, 0.8);
      assertThat(principal.variances()).containsExactly(3, 2);
      assertThat(principal.residualVariance()).isEqualTo(0.125);
      assertThat(mixture.mixture().weights()).containsExactly(0.25, 0.75);
      assertThat(mixture.mixture().mean(1)).containsExactly(3, -4);
      assertThat(mixture.mixture().covariance().matrix(0)).containsExactly(2, 0.5, 0.5, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"formatVersion\": 9, \"covarianceType\": \"tied\"}", "{}", "no JSON"})
  void a_file_of_another_version_is_refused(String about) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("about.json"));
      zip.write(about.getBytes(UTF_8));
    }

    assertThatThrownBy(() -> read(out.toByteArray())).isInstanceOf(UserException.class);
  }

  /** A header is a claim: no memory is taken for numbers that are not there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(99999999999,)",
        "(999999999,)",
        "(999999999, 999999999)",
        "(1, 999999999)",
        "(999999999, 0)",
        "(0,)",
        "(3)",
        "(-1,)"
      })
  void an_array_that_is_not_as_large_as_it_claims_is_refused(String shape) throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("about.json"));
      zip.write("{\"formatVersion\": 1, \"covarianceType\": \"tied\"}".getBytes(UTF_8));
      for (String name : new String[] {"weights", "means", "covariance"}) {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        zip.write(header.length());
        zip.write(0);
        zip.write(header.getBytes(UTF_8));
        zip.write(new byte[16]);
      }
    }

    assertThatThrownBy(() -> read(out.toByteArray()))
        .isInstanceOfAny(UserException.class, IOException.class);
  }

  @Test
  void a_cut_file_is_an_error() throws IOException {
    byte[] bytes = written(ProjectedMixture.of(mixture(CovarianceType.FULL, 32)));

    assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length / 2)))
        .isInstanceOf(IOException.class);
  }
}
