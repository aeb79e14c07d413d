package dev.isonomy.model;

import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import dev.isonomy.splat.SplatCamera;
import dev.isonomy.splat.Splats;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the {@code bundle.json} of a lifting model says, checked.
 *
 * @param identity name, version and licence
 * @param engine what runs the modules
 * @param image shape of the images, values in [0, 1]
 * @param gaussians Gaussians per asset
 * @param degree degree of their spherical harmonics
 * @param viewpoint the camera of images whose camera is unknown
 * @param modules files per module
 * @param channelsLast modules that a processor runs faster on images in this layout; may be empty
 * @param files lower-case hexadecimal SHA-256 per file name, for every file but {@code bundle.json}
 */
public record LiftManifest(
    Identity identity,
    ModuleEngine engine,
    ImageShape image,
    int gaussians,
    int degree,
    Viewpoint viewpoint,
    Map<BundleModule, ModuleFiles> modules,
    Set<BundleModule> channelsLast,
    Map<String, String> files)
    implements Manifest {

  /** The kind of these bundles. */
  public static final String KIND = "image-to-gaussians";

  private static final int RGB = 3;
  private static final int MAX_GAUSSIANS = 1 << 20;

  /**
   * Where the camera of an image stands: on the x axis of the asset's frame, level.
   *
   * @param distance from the origin
   * @param fieldOfView full opening angle in degrees
   */
  public record Viewpoint(double distance, double fieldOfView) {
    /** The camera. */
    public SplatCamera camera() {
      return turned(0, 0);
    }

    /** The camera after a walk around the asset, in degrees. */
    public SplatCamera turned(double yaw, double pitch) {
      return SplatCamera.orbit(yaw, pitch, distance, fieldOfView);
    }
  }

  public LiftManifest {
    modules = Collections.unmodifiableMap(new EnumMap<>(modules));
    channelsLast = Set.copyOf(channelsLast);
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** Whether the bundle can tell the figure from the background. */
  public boolean segments() {
    return modules.containsKey(BundleModule.SEGMENTER);
  }

  /**
   * Reads and checks a manifest.
   *
   * @param text the contents of {@code bundle.json}
   * @param source where it came from, for messages
   * @throws UserException with one line that names the key, what was found and what is allowed
   */
  public static LiftManifest parse(String text, String source) {
    JsonFields root = ManifestReader.parse(text, source, KIND);
    ModuleEngine engine = ManifestReader.engine(root);
    JsonFields image = root.object("image");
    image.onlyKeys(Set.of("channels", "height", "width"));
    if (image.has("channels") && image.integer("channels", 1) != RGB) {
      throw image.error("channels", "must be 3", String.valueOf(image.integer("channels", 1)));
    }
    JsonFields gaussians = root.object("gaussians");
    int count = gaussians.integer("count", 1);
    if (count > MAX_GAUSSIANS) {
      throw gaussians.error("count", "must be at most " + MAX_GAUSSIANS, String.valueOf(count));
    }
    int degree = gaussians.integer("degree", 0);
    if (degree > Splats.MAX_DEGREE) {
      throw gaussians.error("degree", "must be in [0, 3]", String.valueOf(degree));
    }
    Map<String, String> files = ManifestReader.files(root.object("files"));
    Map<BundleModule, ModuleFiles> modules =
        ManifestReader.modules(root.object("modules"), BundleModule.OF_LIFTING, engine, files);
    if (!modules.containsKey(BundleModule.LIFTER)) {
      throw root.error("modules.lifter", "must be given", "missing");
    }
    return new LiftManifest(
        ManifestReader.identity(root),
        engine,
        new ImageShape(RGB, image.integer("height", 1), image.integer("width", 1)),
        count,
        degree,
        viewpoint(root.object("camera")),
        modules,
        ChannelsLast.read(root, engine, modules),
        files);
  }

  private static Viewpoint viewpoint(JsonFields fields) {
    double distance = fields.numberOr("distance", 0);
    if (!(distance > 0 && distance < 1e6)) {
      throw fields.error("distance", "must be in (0, 1e6)", String.valueOf(distance));
    }
    double fieldOfView = fields.numberOr("fieldOfView", 0);
    if (!(fieldOfView > 0 && fieldOfView < 180)) {
      throw fields.error("fieldOfView", "must be in (0, 180) degrees", String.valueOf(fieldOfView));
    }
    return new Viewpoint(distance, fieldOfView);
  }
}
