package dev.isonomy.mixture;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.isonomy.error.UserException;
import dev.isonomy.mixture.projection.PrincipalComponents;
import dev.isonomy.mixture.projection.RowProjection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A mixture with its projection as a file of numbers, {@value #FILE}, which {@code numpy.load}
 * reads, too: {@code weights} [K], {@code means} [K, q], {@code covariance} in the order of {@link
 * Covariance#of}, and with principal components {@code principal_mean} [d], {@code
 * principal_components} [q, d] and {@code principal_variances} [q].
 */
public final class MixtureArchive {
  /** The file's usual name. */
  public static final String FILE = "mixture.npz";

  /** The version that is written, and the only one that is read. */
  public static final int FORMAT_VERSION = 1;

  private static final String ABOUT = "about.json";

  private MixtureArchive() {}

  /**
   * Writes a mixture.
   *
   * @param mixture the mixture
   * @param out is closed at the end
   * @throws IOException if {@code out} does
   */
  public static void write(ProjectedMixture mixture, OutputStream out) throws IOException {
    GaussianMixture inner = mixture.mixture();
    JsonObject about = new JsonObject();
    about.addProperty("formatVersion", FORMAT_VERSION);
    about.addProperty("covarianceType", inner.covariance().type().id());
    try (NpzArchive.Writer archive = new NpzArchive.Writer(out)) {
      if (mixture.projection() instanceof PrincipalComponents principal) {
        about.addProperty("residualVariance", principal.residualVariance());
        archive
            .add("principal_mean", principal.mean())
            .add("principal_components", principal.componentsInPlace())
            .add("principal_variances", principal.variances());
      }
      archive
          .add(ABOUT, new Gson().toJson(about))
          .add("weights", inner.weights())
          .add("means", inner.means())
          .add("covariance", inner.covariance().parameters());
    }
  }

  /**
   * Reads a mixture.
   *
   * @param in what {@link #write} wrote
   * @return the same mixture
   * @throws UserException if it is not a mixture of a known version
   * @throws IOException if {@code in} cannot be read to its end
   */
  public static ProjectedMixture read(InputStream in) throws IOException {
    NpzArchive archive = NpzArchive.read(in);
    try {
      JsonObject about = JsonParser.parseString(archive.text(ABOUT)).getAsJsonObject();
      int version = about.get("formatVersion").getAsInt();
      if (version != FORMAT_VERSION) {
        throw new UserException(
            FILE + " must have formatVersion " + FORMAT_VERSION + " but has " + version);
      }
      double[][] means = archive.rows("means");
      GaussianMixture mixture =
          new GaussianMixture(
              archive.vector("weights"),
              means,
              Covariance.of(
                  CovarianceType.fromName(about.get("covarianceType").getAsString()),
                  means[0].length,
                  archive.rows("covariance")));
      return new ProjectedMixture(projection(archive, about, mixture.dimension()), mixture);
    } catch (JsonParseException
        | NullPointerException
        | ClassCastException
        | IllegalStateException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw new UserException("not a Gaussian mixture: " + e.getMessage(), e);
    }
  }

  private static RowProjection projection(NpzArchive archive, JsonObject about, int dimension)
      throws IOException {
    return archive.has("principal_mean")
        ? PrincipalComponents.owning(
            archive.vector("principal_mean"),
            archive.rows("principal_components"),
            archive.vector("principal_variances"),
            about.get("residualVariance").getAsDouble())
        : new RowProjection.Identity(dimension);
  }
}
