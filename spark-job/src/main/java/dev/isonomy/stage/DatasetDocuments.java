package dev.isonomy.stage;

import dev.isonomy.condition.Asked;
import dev.isonomy.dataset.CommittedUnits;
import dev.isonomy.dataset.Croissant;
import dev.isonomy.dataset.Dataset;
import dev.isonomy.dataset.DatasetCard;
import dev.isonomy.dataset.Making;
import dev.isonomy.model.Manifest;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Splits;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.RunContext;
import dev.isonomy.spark.task.ImageSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What lies beside the data: the card, Croissant, and what the model's licence asks to be passed
 * on.
 */
final class DatasetDocuments {
  private static final String MODEL_CARD = "MODEL_CARD.md";
  private static final String LICENCE = "LICENSE";
  private static final int LONGEST = 4 << 20;

  private DatasetDocuments() {}

  static void write(RunContext run, GenerationPlan plan, CommittedUnits all) {
    Manifest.Identity identity = run.bundle().manifest().identity();
    String model = identity.name() + " " + identity.version();
    List<DatasetCard.Part> splits = parts(run, plan, all);
    Making making = Making.of(plan, labelers(run));
    DatasetCard card =
        new DatasetCard(
            run.space(),
            all.images(),
            splits,
            cells(run, all),
            model,
            run.bundle().fingerprint(),
            identity.licence(),
            !run.prompts().prompts().isEmpty(),
            ModelSettings.sampling(run.config().generate(), run.bundle()).shown(),
            making);
    write(run, "README.md", card.markdown());
    Croissant croissant =
        new Croissant(
            run.space(),
            all.images(),
            splits.stream()
                .filter(split -> split.paths().contains("data/" + split.name() + "-*.parquet"))
                .map(DatasetCard.Part::name)
                .toList(),
            model,
            run.bundle().fingerprint(),
            identity.licence(),
            !run.prompts().prompts().isEmpty(),
            making);
    write(run, Croissant.FILE, croissant.json());
    write(run, LICENCE, file(run.bundle(), LICENCE).orElseGet(() -> licence(identity, model)));
    file(run.bundle(), MODEL_CARD).ifPresent(text -> write(run, MODEL_CARD, text));
  }

  private static List<Making.Labeler> labelers(RunContext run) {
    if (run.config().bundle().labelers().isEmpty()) {
      return List.of();
    }
    return run.bundle().judges().stream()
        .flatMap(judges -> judges.labelers().stream())
        .map(
            judge ->
                new Making.Labeler(judge.name(), judge.attributes(), judge.bundle().fingerprint()))
        .toList();
  }

  private static void write(RunContext run, String name, String text) {
    run.directory().write(Artifacts.DATASET.name() + "/" + name, text);
  }

  /**
   * The splits. Their files begin with their names where Spark lets files be named: from 4.0 on.
   */
  private static List<DatasetCard.Part> parts(
      RunContext run, GenerationPlan plan, CommittedUnits all) {
    List<Splits.Split> splits = plan.splits();
    Dataset dataset = Artifacts.dataset(run);
    boolean named = areNamed(dataset, splits);
    Map<String, List<String>> files = named ? Map.of() : files(dataset, splits);
    List<DatasetCard.Part> parts = new ArrayList<>();
    for (Splits.Split split : splits) {
      long images = all.images(split.first(), split.first() + split.units());
      List<String> paths =
          named
              ? List.of("data/" + split.name() + "-*.parquet")
              : files.getOrDefault(split.name(), List.of());
      parts.add(new DatasetCard.Part(split.name(), images, bytes(dataset, paths), paths));
    }
    return parts;
  }

  /** The size of the files that paths of the card mean. */
  private static long bytes(Dataset dataset, List<String> paths) {
    List<Pattern> patterns =
        paths.stream()
            .map(path -> Pattern.compile(path.replace(".", "\\.").replace("*", ".*")))
            .toList();
    return dataset.files().stream()
        .filter(
            file ->
                patterns.stream()
                    .anyMatch(p -> p.matcher("data/" + file.getPath().getName()).matches()))
        .mapToLong(FileStatus::getLen)
        .sum();
  }

  private static boolean areNamed(Dataset dataset, List<Splits.Split> splits) {
    return dataset.files().stream()
        .map(file -> file.getPath().getName())
        .allMatch(name -> splits.stream().anyMatch(split -> name.startsWith(split.name() + "-")));
  }

  /** Names of the files of each split, as their rows tell. */
  private static Map<String, List<String>> files(Dataset dataset, List<Splits.Split> splits) {
    if (splits.size() == 1) {
      return Map.of(splits.get(0).name(), List.of("data/*.parquet"));
    }
    Map<String, List<String>> files = new TreeMap<>();
    List<Row> units =
        dataset
            .rows()
            .select(functions.input_file_name(), functions.col(ImageSchema.UNIT))
            .distinct()
            .collectAsList();
    for (Row row : units) {
      String name = row.getString(0).replaceFirst("^.*/", "data/");
      splits.stream()
          .filter(split -> split.has(row.getLong(1)))
          .forEach(
              split -> files.computeIfAbsent(split.name(), key -> new ArrayList<>()).add(name));
    }
    files.values().forEach(names -> names.sort(null));
    return files;
  }

  private static Map<String, Long> cells(RunContext run, CommittedUnits all) {
    boolean pairs = run.asked().byPrompt() && Artifacts.plan(run).weighting().isEmpty();
    Map<String, Long> byCell = new TreeMap<>();
    all.imagesByCell()
        .forEach(
            (name, count) -> byCell.merge(pairs ? Asked.cellName(name) : name, count, Long::sum));
    Map<String, Long> ordered = new LinkedHashMap<>();
    run.space().cellNames().forEach(cell -> ordered.put(cell, byCell.getOrDefault(cell, 0L)));
    return ordered;
  }

  private static String licence(Manifest.Identity identity, String model) {
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
