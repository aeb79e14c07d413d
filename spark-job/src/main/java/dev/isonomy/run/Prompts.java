package dev.isonomy.run;

import dev.isonomy.condition.Condition;
import dev.isonomy.condition.ConditionSource;
import dev.isonomy.condition.Guidance;
import dev.isonomy.condition.PromptSource;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.config.PromptSettings;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.Sha256;
import dev.isonomy.spark.task.BundleSource;
import dev.isonomy.spark.task.EmbedFunction;
import dev.isonomy.spark.task.GeneratorSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;

/** Finds a run's prompts and what the text encoders made of them. */
public final class Prompts {
  private static final String TEXT = "prompt";

  private final ModelBundle bundle;
  private final PromptSettings settings;
  private final List<Condition> conditions;

  private Prompts(ModelBundle bundle, PromptSettings settings) {
    this.bundle = bundle;
    this.settings = settings;
    this.conditions = conditions(bundle);
  }

  private static List<Condition> conditions(ModelBundle bundle) {
    return bundle.manifest().denoiser().conditions().stream()
        .filter(condition -> condition.source() instanceof ConditionSource.Prompt)
        .toList();
  }

  /**
   * Refuses prompts where a bundle takes none, and a bundle that takes some without.
   *
   * @throws UserException naming the key and the remedy
   */
  static void require(ModelBundle bundle, PromptSettings settings) {
    boolean takes = bundle.manifest().denoiser().prompted();
    if (settings.asked() && !takes) {
      throw new UserException(
          "isonomy.prompts must be empty, as bundle " + bundle + " takes no prompts");
    }
    boolean table = new Prompts(bundle, settings).hasTable();
    boolean encoder = bundle.manifest().text().isPresent();
    if (takes && !table && !encoder) {
      throw new UserException(
          "isonomy.prompts.table must be set, as bundle %s takes prompts and has neither a table of them nor a text encoder; make one with prompts.py beside the exporter"
              .formatted(bundle));
    }
    if (takes && !table && settings.texts().isEmpty() && settings.parquet().isEmpty()) {
      throw new UserException(
          "isonomy.prompts.texts, template or parquet must be set, as bundle %s takes prompts and has no table of them"
              .formatted(bundle));
    }
  }

  /**
   * The prompts of a run.
   *
   * @throws UserException if a prompt is not in the table, or the table does not fit the bundle
   */
  public static PromptTable load(ModelBundle bundle, IsonomyConfig config, SparkSession spark) {
    Prompts prompts = new Prompts(bundle, config.prompts());
    if (prompts.conditions.isEmpty()) {
      return PromptTable.NONE;
    }
    return prompts.load(
        prompts.hasTable() ? prompts.rows(spark) : new LinkedHashMap<>(), config, spark);
  }

  private boolean hasTable() {
    return !settings.table().isEmpty() || bundle.manifest().promptTable().isPresent();
  }

  /**
   * Identity of the files that a run's prompts are read from, but for the bundle's: by key, SHA-256
   * over those of its files, in the order of their names. Reads them whole.
   *
   * @throws UserException if one cannot be read
   */
  public static Map<String, String> sha256(PromptSettings settings, Configuration hadoop) {
    Map<String, String> files = new TreeMap<>();
    Map.of("prompts.table", settings.table(), "prompts.parquet", settings.parquet())
        .forEach(
            (key, path) -> {
              if (!path.isEmpty()) {
                files.put(key, sha256(key, path, hadoop));
              }
            });
    return files;
  }

  private static String sha256(String key, String name, Configuration hadoop) {
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(name);
      FileSystem files = path.getFileSystem(hadoop);
      StringBuilder all = new StringBuilder();
      for (FileStatus each : sorted(files, path)) {
        try (InputStream in = files.open(each.getPath())) {
          all.append(Sha256.copying(in, OutputStream.nullOutputStream()));
        }
      }
      return Sha256.of(all.toString().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          "isonomy.%s %s cannot be read: %s"
              .formatted(key, name, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static List<FileStatus> sorted(FileSystem files, org.apache.hadoop.fs.Path path)
      throws IOException {
    return Arrays.stream(files.listStatus(path))
        .filter(each -> each.isFile() && !each.getPath().getName().startsWith("_"))
        .sorted(Comparator.comparing(each -> each.getPath().getName()))
        .toList();
  }

  private String where() {
    return settings.table().isEmpty()
        ? "table " + bundle.manifest().promptTable().orElseThrow() + " of bundle " + bundle
        : "isonomy.prompts.table " + settings.table();
  }

  /**
   * A prompt before it is embedded.
   *
   * @param phrasings texts that ask for the same and name classes
   */
  private record Wanted(
      String name, String text, double weight, String negative, List<String> phrasings) {}

  private PromptTable load(
      Map<String, Map<String, float[]>> known, IsonomyConfig config, SparkSession spark) {
    List<Wanted> wanted = wanted(known.keySet(), spark);
    if (wanted.isEmpty()) {
      throw new UserException(where() + " has no prompt");
    }
    boolean guided = guided();
    Set<String> texts = new LinkedHashSet<>();
    wanted.forEach(each -> texts.add(each.text()));
    wanted.forEach(each -> texts.addAll(each.phrasings()));
    if (guided) {
      wanted.forEach(each -> texts.add(each.negative()));
    }
    texts.removeAll(known.keySet());
    if (!texts.isEmpty() && bundle.manifest().text().isPresent()) {
      known.putAll(embedded(List.copyOf(texts), config, spark));
    }
    List<PromptTable.Prompt> prompts = new ArrayList<>();
    List<PromptTable.Prompt> phrasings = new ArrayList<>();
    for (Wanted each : wanted) {
      Map<String, float[]> none = guided ? numbers(known, each.negative()) : Map.of();
      prompts.add(
          new PromptTable.Prompt(
              each.name(), each.text(), each.weight(), numbers(known, each.text()), none));
      for (String phrasing : each.phrasings()) {
        phrasings.add(
            new PromptTable.Prompt(
                each.name(), phrasing, each.weight(), numbers(known, phrasing), none));
      }
    }
    return new PromptTable(prompts, phrasings);
  }

  private boolean guided() {
    return bundle.manifest().denoiser().guidance().kind() == Guidance.Kind.CLASSIFIER_FREE;
  }

  /** What the run asks for: of its file, of its texts, or of all the table. */
  private List<Wanted> wanted(Set<String> known, SparkSession spark) {
    Map<String, String> texts = new LinkedHashMap<>(settings.texts());
    Map<String, PromptFile.Entry> entries = new HashMap<>();
    if (!settings.parquet().isEmpty()) {
      for (PromptFile.Entry entry : PromptFile.read(spark, settings.parquet())) {
        requireGuided(entry);
        texts.put(entry.text(), entry.text());
        entries.put(entry.text(), entry);
      }
    } else if (texts.isEmpty()) {
      known.stream()
          .filter(text -> !text.isEmpty() && !text.equals(settings.negative()))
          .forEach(text -> texts.put(text, text));
    }
    Map<String, List<String>> phrasings = settings.naming().of(texts, settings.values());
    List<Wanted> wanted = new ArrayList<>();
    texts.forEach(
        (name, text) -> {
          PromptFile.Entry entry = entries.get(name);
          wanted.add(
              new Wanted(
                  name,
                  text,
                  entry == null ? settings.weights().getOrDefault(name, 1.0) : entry.weight(),
                  entry == null
                      ? settings.negative()
                      : entry.negative().orElse(settings.negative()),
                  phrasings.get(name)));
        });
    return wanted;
  }

  private void requireGuided(PromptFile.Entry entry) {
    if (!guided() && entry.negative().isPresent()) {
      throw new UserException(
          "%s %s: column negative must be null or left out, as bundle %s is not guided by a negative prompt"
              .formatted(PromptFile.KEY, settings.parquet(), bundle));
    }
  }

  /** By the bundle's own text encoder, where networks run. */
  private Map<String, Map<String, float[]>> embedded(
      List<String> texts, IsonomyConfig config, SparkSession spark) {
    BundleSource source =
        new BundleSource(
            config.bundle().uri(),
            bundle.fingerprint(),
            config.bundle().noisyTimestep(),
            config.bundle().precision(),
            List.of(),
            List.of());
    GeneratorSettings generator =
        ModelSettings.generator(
            config, bundle, source, config.bundle().microBatch(), PromptSource.NONE);
    Map<String, Map<String, float[]>> found = new HashMap<>();
    JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(texts, 1)
        .mapPartitions(new EmbedFunction(generator))
        .collect()
        .forEach(each -> found.put(each.text(), byName(each.numbers())));
    return found;
  }

  private Map<String, float[]> byName(List<float[]> numbers) {
    Map<String, float[]> named = new HashMap<>();
    for (int i = 0; i < numbers.size(); i++) {
      named.put(conditions.get(i).name(), numbers.get(i));
    }
    return named;
  }

  private Map<String, Map<String, float[]>> rows(SparkSession spark) {
    Map<String, Map<String, float[]>> rows = new LinkedHashMap<>();
    for (Row row : read(spark)) {
      String text = row.getAs(TEXT);
      if (text == null || rows.containsKey(text)) {
        String what = text == null ? "a null prompt" : "the prompt " + Quoted.of(text) + " twice";
        throw new UserException("%s has %s; each must be there once".formatted(where(), what));
      }
      Map<String, float[]> numbers = new HashMap<>();
      for (Condition condition : conditions) {
        numbers.put(condition.name(), numbers(row, text, condition));
      }
      rows.put(text, numbers);
    }
    return rows;
  }

  private List<Row> read(SparkSession spark) {
    Path copy = null;
    try {
      String path = settings.table();
      if (path.isEmpty()) {
        copy = copied();
        path = copy.toUri().toString();
      }
      Dataset<Row> table = spark.read().parquet(path);
      List<String> columns = List.of(table.columns());
      List<String> wanted = new ArrayList<>(List.of(TEXT));
      conditions.forEach(condition -> wanted.add(condition.name()));
      if (!columns.containsAll(wanted)) {
        throw new UserException(
            "%s must have the columns %s but has %s"
                .formatted(where(), String.join(", ", wanted), String.join(", ", columns)));
      }
      for (Condition condition : conditions) {
        DataType type = table.schema().apply(condition.name()).dataType();
        if (!(type instanceof ArrayType)) {
          throw new UserException(
              "%s: column %s must hold lists of numbers but holds %s"
                  .formatted(where(), condition.name(), type.simpleString()));
        }
      }
      return table.collectAsList();
    } catch (UserException e) {
      throw e;
    } catch (Exception e) { // Spark does not declare AnalysisException
      throw new UserException(
          where()
              + " cannot be read: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    } finally {
      delete(copy);
    }
  }

  /** Spark cannot read what is inside a jar or an archive. */
  private Path copied() throws IOException {
    Path copy = Files.createTempFile("isonomy-prompts", ".parquet");
    try (InputStream in = bundle.files().open(bundle.manifest().promptTable().orElseThrow())) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }

  private static void delete(Path copy) {
    try {
      if (copy != null) {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + copy, e);
    }
  }

  private Map<String, float[]> numbers(Map<String, Map<String, float[]>> known, String text) {
    Map<String, float[]> numbers = known.get(text);
    if (numbers == null) {
      throw new UserException(
          "%s has no prompt %s; add it with prompts.py beside the exporter"
              .formatted(where(), Quoted.of(text)));
    }
    return numbers;
  }

  private float[] numbers(Row row, String text, Condition condition) {
    int at = row.fieldIndex(condition.name());
    List<?> list = row.isNullAt(at) ? List.of() : row.getList(at);
    float[] numbers = new float[condition.size()];
    boolean whole = list.size() == numbers.length;
    for (int i = 0; whole && i < numbers.length; i++) {
      whole = list.get(i) instanceof Number;
      numbers[i] = whole ? ((Number) list.get(i)).floatValue() : 0;
      whole &= Float.isFinite(numbers[i]);
    }
    if (!whole) {
      throw new UserException(
          "%s: column %s of prompt %s must be %d finite numbers, as bundle %s takes %s, but has %d entries"
              .formatted(
                  where(),
                  condition.name(),
                  Quoted.of(text),
                  numbers.length,
                  bundle,
                  condition.shape(),
                  list.size()));
    }
    return numbers;
  }
}
