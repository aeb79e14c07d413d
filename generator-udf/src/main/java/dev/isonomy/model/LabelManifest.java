package dev.isonomy.model;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the {@code bundle.json} of a bundle that judges images says: one of the kind {@code labels},
 * or a diffusion model's, of which only labeler and auditor are looked at.
 *
 * @param identity name, version and licence
 * @param engine what runs the modules
 * @param pixels the images that the modules take
 * @param attributes what they tell apart
 * @param modules files of labeler and auditor; one of them is there
 * @param channelsLast modules that a processor runs faster on images in this layout; may be empty
 * @param files lower-case hexadecimal SHA-256 per file of these modules
 */
public record LabelManifest(
    Identity identity,
    ModuleEngine engine,
    PixelShape pixels,
    AttributeSpace attributes,
    Map<BundleModule, ModuleFiles> modules,
    Set<BundleModule> channelsLast,
    Map<String, String> files)
    implements Manifest {

  /** The kind of bundles that do nothing else. */
  public static final String KIND = "labels";

  public LabelManifest {
    modules = Collections.unmodifiableMap(new EnumMap<>(modules));
    channelsLast = Set.copyOf(channelsLast);
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** Number of logits of the labeler and the auditor. */
  public int logitCount() {
    return attributes.attributes().stream().mapToInt(Attribute::size).sum();
  }

  /**
   * Reads and checks a manifest of either kind.
   *
   * @param text the contents of {@code bundle.json}
   * @param source where it came from, for messages
   * @throws UserException with one line that names the key, what was found and what is allowed
   */
  public static LabelManifest parse(String text, String source) {
    JsonFields root = JsonFields.parse(text, source);
    root.requireFormat(FORMAT_VERSION);
    if (root.oneOf("kind", KIND, BundleManifest.DIFFUSION).equals(BundleManifest.DIFFUSION)) {
      return of(BundleManifest.parse(text, source), source);
    }
    ModuleEngine engine = ManifestReader.engine(root);
    Map<String, String> files = ManifestReader.files(root.object("files"));
    Map<BundleModule, ModuleFiles> modules =
        ManifestReader.modules(root.object("modules"), BundleModule.OF_LABELS, engine, files);
    return new LabelManifest(
            ManifestReader.identity(root),
            engine,
            PixelShapes.read(root.object("image")),
            AttributeSpace.fromJson(root.array("attributes")),
            modules,
            ChannelsLast.read(root, engine, modules),
            files)
        .ofModules(source);
  }

  /**
   * The part of a diffusion model's manifest that is about labels.
   *
   * @throws UserException if it has neither labeler nor auditor
   */
  static LabelManifest of(BundleManifest model, String source) {
    return new LabelManifest(
            model.identity(),
            model.engine(),
            model.pixels(),
            model.attributes(),
            model.modules(),
            model.channelsLast(),
            model.files())
        .ofModules(source);
  }

  /** This manifest with its labeler and auditor and their files alone. */
  private LabelManifest ofModules(String source) {
    Map<BundleModule, ModuleFiles> own =
        modules.entrySet().stream()
            .filter(each -> BundleModule.OF_LABELS.contains(each.getKey()))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    Map.Entry::getValue,
                    (a, b) -> a,
                    () -> new EnumMap<>(BundleModule.class)));
    if (own.isEmpty()) {
      throw new UserException(source + ": modules must have a labeler or an auditor but has none");
    }
    Set<String> names =
        own.values().stream().flatMap(each -> each.all().stream()).collect(Collectors.toSet());
    Map<String, String> hashes = new TreeMap<>(files);
    hashes.keySet().retainAll(names);
    Set<BundleModule> turned =
        channelsLast.stream().filter(own::containsKey).collect(Collectors.toSet());
    return new LabelManifest(identity, engine, pixels, attributes, own, turned, hashes);
  }
}
