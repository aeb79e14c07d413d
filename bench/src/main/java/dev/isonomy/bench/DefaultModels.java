package dev.isonomy.bench;

import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.spi.Providers;
import dev.isonomy.spi.ReferenceImages;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the job takes where nothing is configured: the embedded models, and their references. */
final class DefaultModels {
  private DefaultModels() {}

  /** Where the generator lies. */
  static String location() {
    return configuration().bundle().uri();
  }

  /** The generator. */
  static ModelBundle generator() {
    return ModelBundle.open(location());
  }

  /** The lifting model. */
  static LiftBundle lifter() {
    return LiftBundle.open(configuration().lift().bundleUri(), Optional.empty());
  }

  /** Images like those that the generator was trained on. */
  static ReferenceImages references() {
    String kind = configuration().source().kind().name();
    return Providers.named(ReferenceImages.class, kind).orElseThrow();
  }

  private static IsonomyConfig configuration() {
    return IsonomyConfig.load(new ConfigLayers(List.of(), "", "", Map.of()));
  }
}
