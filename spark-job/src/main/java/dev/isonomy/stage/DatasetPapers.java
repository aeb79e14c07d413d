package dev.isonomy.stage;

import dev.isonomy.dataset.CommittedUnits;
import dev.isonomy.dataset.Croissant;
import dev.isonomy.dataset.DatasetCard;
import dev.isonomy.dataset.Splits;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.plan.GenerationPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lies beside the data: the card, Croissant, and what the model's licence asks to be passed
 * on.
 */
final class DatasetPapers {
  private static final String MODEL_CARD = "MODEL_CARD.md";
  private static final String LICENCE = "LICENSE";
  private static final int LONGEST = 4 << 20;

  private DatasetPapers() {}

  static void write(RunContext run, GenerationPlan plan, CommittedUnits all) {
    BundleManifest.Identity identity = run.bundle().manifest().identity();
    String model = identity.name() + " " + identity.version();
    Map<String, Long> splits = splits(run, plan, all);
    DatasetCard card =
        new DatasetCard(
            run.space(),
            all.images(),
            splits,
            cells(run, all),
            model,
            run.bundle().fingerprint(),
            identity.licence(),
            "%s, %d steps"
                .formatted(
                    run.config().generate().sampler().label(), run.config().generate().steps()));
    write(run, "README.md", card.markdown());
    Croissant croissant =
        new Croissant(
            run.space(),
            all.images(),
            List.copyOf(splits.keySet()),
            model,
            run.bundle().fingerprint(),
            identity.licence());
    write(run, Croissant.FILE, croissant.json());
    write(run, LICENCE, file(run.bundle(), LICENCE).orElseGet(() -> licence(identity, model)));
    file(run.bundle(), MODEL_CARD).ifPresent(text -> write(run, MODEL_CARD, text));
  }

  private static void write(RunContext run, String name, String text) {
    run.directory().write(Stage.GENERATE.artifact() + "/" + name, text);
  }

  /** Images of each split, in the splits' order. */
  static Map<String, Long> splits(RunContext run, GenerationPlan plan, CommittedUnits all) {
    Map<String, Long> images = new LinkedHashMap<>();
    for (Splits.Split split : run.config().plan().splits().of(plan.layout().unitCount())) {
      long count =
          all.counts().entrySet().stream()
              .filter(unit -> split.has(unit.getKey()))
              .flatMap(unit -> unit.getValue().values().stream())
              .mapToLong(Long::longValue)
              .sum();
      images.put(split.name(), count);
    }
    return images;
  }

  private static Map<String, Long> cells(RunContext run, CommittedUnits all) {
    Map<String, Long> byCell = all.imagesByCell();
    Map<String, Long> ordered = new LinkedHashMap<>();
    run.space().cellNames().forEach(cell -> ordered.put(cell, byCell.getOrDefault(cell, 0L)));
    return ordered;
  }

  private static String licence(BundleManifest.Identity identity, String model) {
    return """
        The images of this data set were drawn by the model %s and are licensed as it is:

        SPDX-License-Identifier: %s
        https://spdx.org/licenses/%s.html
        """
        .formatted(model, identity.licence(), identity.licence());
  }

  /** A text of the bundle; empty if it has none of that name. */
  private static Optional<String> file(ModelBundle bundle, String name) {
    try (InputStream in = bundle.files().open(name)) {
      return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot read " + name + " of " + bundle, e);
    }
  }
}
