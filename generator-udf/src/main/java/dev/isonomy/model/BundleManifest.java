package dev.isonomy.model;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.condition.Condition;
import dev.isonomy.diffusion.GridSpacing;
import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code bundle.json} says, checked.
 *
 * @param identity name, version and licence
 * @param engine what runs the modules
 * @param pixels how the images are stored; networks see their numbers as values in [-1, 1]
 * @param sample shape of the diffusion's state: latents of the autoencoder, or pixels
 * @param latentSpace where the mixture lives
 * @param denoiser how the denoiser was trained and is called
 * @param attributes what the labeler tells apart
 * @param featureWidth numbers per feature vector, 0 without a features network
 * @param modules files per module
 * @param reducedDenoisers files of the denoiser in fewer bits, by precision; may be empty
 * @param channelsLast modules that a processor runs faster on images in this layout; may be empty
 * @param promptTableFile Parquet with embeddings of prompts, "" if there is none
 * @param text how the text encoder is given prompts, if there is one
 * @param files lower-case hexadecimal SHA-256 per file name, for every file but {@code bundle.json}
 */
public record BundleManifest(
    Identity identity,
    ModuleEngine engine,
    PixelShape pixels,
    ImageShape sample,
    LatentSpace latentSpace,
    DenoiserSpec denoiser,
    AttributeSpace attributes,
    int featureWidth,
    Map<BundleModule, ModuleFiles> modules,
    Map<Precision, String> reducedDenoisers,
    Set<BundleModule> channelsLast,
    String promptTableFile,
    Optional<TextSpec> text,
    Map<String, String> files)
    implements Manifest {

  /** The kind of these bundles. */
  public static final String DIFFUSION = "diffusion";

  public BundleManifest {
    modules = Collections.unmodifiableMap(new EnumMap<>(modules));
    reducedDenoisers = Map.copyOf(reducedDenoisers);
    channelsLast = Set.copyOf(channelsLast);
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** This manifest with another latent space. */
  BundleManifest withLatentSpace(LatentSpace space) {
    return with(space, modules, channelsLast);
  }

  /**
   * This manifest with a denoiser in fewer bits, which is given its state channels first: exporters
   * make only the one in float32 fast in the other layout.
   */
  BundleManifest withReducedDenoiser(String file) {
    Map<BundleModule, ModuleFiles> others = new EnumMap<>(modules);
    others.put(BundleModule.DENOISER, new ModuleFiles.Single(file));
    Set<BundleModule> turned = new HashSet<>(channelsLast);
    turned.remove(BundleModule.DENOISER);
    return with(latentSpace, others, turned);
  }

  /** This manifest without labeler and auditor, whose attributes others tell. */
  BundleManifest judgedElsewhere(AttributeSpace told) {
    Map<BundleModule, ModuleFiles> others = new EnumMap<>(modules);
    others.keySet().removeAll(BundleModule.OF_LABELS);
    Set<BundleModule> turned = new HashSet<>(channelsLast);
    turned.removeAll(BundleModule.OF_LABELS);
    return with(latentSpace, others, turned, told);
  }

  private BundleManifest with(
      LatentSpace space, Map<BundleModule, ModuleFiles> other, Set<BundleModule> turned) {
    return with(space, other, turned, attributes);
  }

  private BundleManifest with(
      LatentSpace space,
      Map<BundleModule, ModuleFiles> other,
      Set<BundleModule> turned,
      AttributeSpace told) {
    return new BundleManifest(
        identity,
        engine,
        pixels,
        sample,
        space,
        denoiser,
        told,
        featureWidth,
        other,
        reducedDenoisers,
        turned,
        promptTableFile,
        text,
        files);
  }

  /** The shape of the images as networks see them. */
  public ImageShape image() {
    return pixels.image();
  }

  /** What the denoiser computes with. */
  public Precision precision() {
    Collection<String> files = modules.get(BundleModule.DENOISER).all();
    return reducedDenoisers.entrySet().stream()
        .filter(reduced -> files.contains(reduced.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(Precision.FLOAT32);
  }

  /** Whether the denoiser works on an autoencoder's latents instead of pixels. */
  public boolean latentDiffusion() {
    return modules.containsKey(BundleModule.AUTOENCODER);
  }

  /** The bundle's file with embeddings of prompts. */
  public Optional<String> promptTable() {
    return promptTableFile.isEmpty() ? Optional.empty() : Optional.of(promptTableFile);
  }

  /** Width of the vectors that the mixture is fitted to. */
  public int latentDimension() {
    return latentSpace.dimension(sample);
  }

  /** Number of logits of the labeler and the auditor. */
  public int logitCount() {
    return attributes.attributes().stream().mapToInt(attribute -> attribute.classes().size()).sum();
  }

  /**
   * Reads and checks a manifest.
   *
   * @param text the contents of {@code bundle.json}
   * @param source where it came from, for messages
   * @throws UserException with one line that names the key, what was found and what is allowed
   */
  public static BundleManifest parse(String text, String source) {
    JsonFields root = ManifestReader.parse(text, source, DIFFUSION);
    ModuleEngine engine = ManifestReader.engine(root);
    PixelShape pixels = PixelShapes.read(root.object("image"));
    JsonFields sampleFields = root.object("sample");
    ImageShape sample = shape(sampleFields);
    boolean latents = sampleFields.oneOf("of", "autoencoder", "pixels").equals("autoencoder");
    if (!latents && !sample.equals(pixels.image())) {
      throw sampleFields.error(
          "of", "is pixels, so that the shape must be " + pixels.image(), sample.toString());
    }
    DenoiserSpec denoiser = denoiser(root);
    LatentSpace latentSpace = latentSpace(root.object("latentSpace"), denoiser);
    Map<String, String> files = ManifestReader.files(root.object("files"));
    Map<BundleModule, ModuleFiles> modules =
        ManifestReader.modules(root.object("modules"), BundleModule.OF_DIFFUSION, engine, files);
    require(root, modules, BundleModule.DENOISER, true, "always");
    require(
        root,
        modules,
        BundleModule.ENCODER,
        latentSpace instanceof LatentSpace.Semantic,
        "with a semantic latentSpace");
    require(root, modules, BundleModule.AUTOENCODER, latents, "with sample.of autoencoder");
    if (!latents && modules.containsKey(BundleModule.AUTOENCODER)) {
      throw sampleFields.error(
          "of", "must be autoencoder, as modules has an autoencoder,", "pixels");
    }
    boolean features = modules.containsKey(BundleModule.FEATURES);
    return new BundleManifest(
        ManifestReader.identity(root),
        engine,
        pixels,
        sample,
        latentSpace,
        denoiser,
        AttributeSpace.fromJson(root.array("attributes")),
        features ? root.object("features").integer("dimension", 1) : 0,
        modules,
        ReducedDenoisers.read(root, engine, files),
        ChannelsLast.read(root, engine, modules),
        root.has("prompts") ? ManifestReader.file(root, "prompts", files) : "",
        modules.containsKey(BundleModule.TEXT) ? Optional.of(text(root, files)) : Optional.empty(),
        files);
  }

  private static void require(
      JsonFields root,
      Map<BundleModule, ModuleFiles> modules,
      BundleModule module,
      boolean needed,
      String when) {
    if (needed && !modules.containsKey(module)) {
      throw root.error("modules." + module.label(), "must be given " + when + " and", "missing");
    }
  }

  private static TextSpec text(JsonFields root, Map<String, String> files) {
    JsonFields fields = root.object("text");
    fields.onlyKeys(Set.of("tokenizer", "length", "pad"));
    return new TextSpec(
        ManifestReader.file(fields, "tokenizer", files),
        fields.integer("length", 1),
        fields.integer("pad", 0));
  }

  private static ImageShape shape(JsonFields fields) {
    return new ImageShape(
        fields.integer("channels", 1), fields.integer("height", 1), fields.integer("width", 1));
  }

  private static LatentSpace latentSpace(JsonFields fields, DenoiserSpec denoiser) {
    if (fields.oneOf("type", "semantic", "noisy").equals("semantic")) {
      int width = fields.integer("dimension", 1);
      ConditionsReader.requireCode(fields, width, denoiser.conditions());
      return new LatentSpace.Semantic(width);
    }
    int levels = denoiser.diffusion().levels().count();
    int timestep = fields.integer("timestep", 0);
    if (timestep >= levels) {
      throw fields.error(
          "timestep", "must be below the number of levels, " + levels, String.valueOf(timestep));
    }
    if (!denoiser.runsWithoutCode()) {
      throw fields.error(
          "type", "must be semantic, as the denoiser cannot run without a code,", "noisy");
    }
    return new LatentSpace.Noisy(timestep);
  }

  private static DenoiserSpec denoiser(JsonFields root) {
    JsonFields fields = root.object("diffusion");
    List<Condition> conditions = ConditionsReader.conditions(root);
    return new DenoiserSpec(
        DenoiserReader.diffusion(fields),
        fields.has("steps")
            ? DenoiserReader.spacing(fields.object("steps"))
            : new GridSpacing(GridSpacing.Kind.TRAILING),
        conditions,
        ConditionsReader.guidance(root, conditions),
        root.has("sampler")
            ? Optional.of(DenoiserReader.sampler(root.object("sampler")))
            : Optional.empty());
  }
}
