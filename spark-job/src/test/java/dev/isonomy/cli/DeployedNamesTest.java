package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.run.Console;
import dev.isonomy.stage.Stages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.internal.config.ConfigEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the files for clusters, the examples and the documentation name exists. */
class DeployedNamesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String MAIN_CLASS = Isonomy.class.getName();

  // Properties of the cluster managers and of maps whose names are free: not in Spark's core.
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "spark\\.(isonomy|hadoop|yarn|kubernetes|dataproc|sql|executorEnv)\\..*"
              + "|spark\\.(executor|task)\\.resource\\.gpu\\.(amount|vendor|discoveryScript)");

  // Written where a key is meant for certain; prose may name files that look like keys.
  private static final Pattern SET =
      Pattern.compile(
          "(?:spark\\.|--set[\"', ]+|-s )(isonomy(?:\\.[A-Za-z0-9-]+)+)(?![A-Za-z0-9-])");
  private static final Pattern NAMED =
      Pattern.compile("(?<![\\w./@:-])(isonomy(?:\\.[a-z0-9-]+)+)");

  @Test
  void everyKeyExists() {
    Config reference = ConfigFactory.parseResources("reference.conf");
    List<String> set = found(SET, texts("deploy", "conf", "docs", "README.md"));
    assertThat(set).isNotEmpty().allSatisfy(key -> assertKnown(reference, key));
    assertThat(found(NAMED, texts("deploy", "conf", "docs", "README.md")))
        .filteredOn(key -> reference.hasPath(key.replaceFirst("^(isonomy\\.[^.]+).*", "$1")))
        .isNotEmpty()
        .allSatisfy(key -> assertKnown(reference, key));
  }

  @Test
  void everyCommandLineIsUnderstood() throws IOException {
    List<List<String>> lines = new ArrayList<>();
    for (String text : texts("deploy").values()) {
      lines.addAll(jobArguments(text));
    }
    assertThat(lines).hasSizeGreaterThanOrEqualTo(5);
    Shell shell = new Shell();
    assertThat(lines)
        .allSatisfy(line -> assertThat(isCommand(shell, line.get(0))).as("%s", line).isTrue())
        .allSatisfy(DeployedNamesTest::parseOptions);
    assertThatThrownBy(() -> parseOptions(List.of("run", "--confg", "x")))
        .isInstanceOf(ParameterException.class);
  }

  @Test
  void everyCommandOfTheDocumentationExists() {
    Shell shell = new Shell();
    Pattern command = Pattern.compile("(?:`|local/)isonomy ([a-z][a-z-]*)");
    assertThat(found(command, texts("docs", "README.md")))
        .contains("run", "generate")
        .allSatisfy(name -> assertThat(isCommand(shell, name)).as(name).isTrue());
    assertThat(isCommand(shell, "generates")).isFalse();
  }

  @Test
  void everyClassExists() {
    Pattern type = Pattern.compile("\\b(dev\\.isonomy(?:\\.[a-z]+)*\\.[A-Z]\\w*)");
    assertThat(found(type, texts("deploy", "docs")))
        .contains(MAIN_CLASS)
        .allSatisfy(name -> assertThat(isClass(name)).as(name).isTrue());
    assertThat(isClass(MAIN_CLASS + "s")).isFalse();
  }

  /** Of any module, programs among its tests included. */
  private static boolean isClass(String name) {
    String file = name.replace('.', '/') + ".java";
    return Stream.of(
            "gmm-fit", "generator-udf", "portraits", "spark-job", "bench", "deploy/local/s3")
        .flatMap(
            module -> Stream.of("main", "test").map(kind -> module + "/src/" + kind + "/java/"))
        .anyMatch(folder -> Files.exists(ROOT.resolve(folder + file)));
  }

  @Test
  void everySparkPropertyIsOneOfSparks() throws ReflectiveOperationException {
    // Spark registers its properties as these are loaded.
    Class.forName("org.apache.spark.internal.config.package$");
    Class.forName("org.apache.spark.internal.config.Network$");
    Pattern property = Pattern.compile("(?<![\\w./-])(spark\\.[a-z]\\w*(?:\\.\\w+)*)(?=[\"]?[:=])");
    assertThat(found(property, texts("deploy")))
        .contains("spark.authenticate", "spark.network.crypto.enabled")
        .filteredOn(name -> !ELSEWHERE.matcher(name).matches())
        .allSatisfy(name -> assertThat(ConfigEntry.findEntry(name)).as(name).isNotNull());
    assertThat(ConfigEntry.findEntry("spark.authentication")).isNull();
  }

  @Test
  void everyYarnPropertyIsOneOfYarns() throws IOException {
    String defaults;
    try (InputStream in =
        ConfigEntry.class.getClassLoader().getResourceAsStream("yarn-default.xml")) {
      defaults = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Pattern property = Pattern.compile("[\":](yarn\\.(?!scheduler\\.capacity)[a-z][\\w.-]*)\":");
    assertThat(found(property, texts("deploy")))
        .contains("yarn.resource-types", "yarn.nodemanager.resource-plugins")
        // EMR's own, for its labels of nodes.
        .filteredOn(name -> !name.equals("yarn.node-labels.am.default-node-label-expression"))
        .allSatisfy(name -> assertThat(defaults).contains("<name>" + name + "</name>"));
  }

  @Test
  void theClustersConfigurationIsAcceptedAndWritesNothingInADryRun(@TempDir Path scratch)
      throws IOException {
    Path file = Files.writeString(scratch.resolve("cluster-s3.conf"), clusterConfiguration());
    IsonomyConfig config =
        IsonomyConfig.load(
            new ConfigLayers(List.of(), Files.readString(file), file.toString(), Map.of()));
    assertThat(config.run().dir()).startsWith("s3a://").endsWith("/runs/first");
    assertThat(config.plan().images()).isEqualTo(1_000_000);

    Path run = scratch.resolve("run");
    Shell shell = new Shell();
    int status =
        shell.run(
            "run", "--dry-run", "--config", file.toString(), "--set", "isonomy.run.dir=" + run);
    assertThat(status).as("%s", shell.err()).isZero();
    assertThat(shell.out()).contains("generate", "would make");
    assertThat(run).doesNotExist();
  }

  private static String clusterConfiguration() throws IOException {
    String text = Files.readString(ROOT.resolve("conf/cluster-s3.conf"));
    for (String line : Files.readAllLines(ROOT.resolve("deploy/settings.env"))) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        text = text.replace("@" + line.substring(0, equals) + "@", line.substring(equals + 1));
      }
    }
    assertThat(text.lines().filter(line -> !line.strip().startsWith("#")))
        .noneMatch(line -> line.contains("@"));
    return text;
  }

  private static void assertKnown(Config reference, String key) {
    boolean open = key.startsWith("isonomy.target.shares.");
    assertThat(open || reference.hasPath(key)).as(key).isTrue();
  }

  private static void parseOptions(List<String> line) {
    Console console = Console.ofSystem();
    new CommandLine(new StageCommand(console, Stages.ALL))
        .parseArgs(line.subList(1, line.size()).toArray(String[]::new));
  }

  // Of a command that there is, picocli complains about the option alone.
  private static boolean isCommand(Shell shell, String name) {
    assertThat(shell.run(name, "--no-such-option")).isEqualTo(Isonomy.USER_ERROR);
    return shell.err().stream().noneMatch(line -> line.contains("'" + name + "'"));
  }

  /** Lists in brackets that start the job: those of JSON, and those of YAML in one line. */
  private static List<List<String>> jobArguments(String text) {
    List<List<String>> lines = new ArrayList<>();
    Pattern list = Pattern.compile("\"?(?:[aA]rgs|arguments)\"?: (\\[[^\\]]*\\])");
    for (MatchResult match : list.matcher(text).results().toList()) {
      List<String> items = Arrays.asList(new Gson().fromJson(match.group(1), String[].class));
      int start = Math.max(items.indexOf("local:/opt/isonomy/isonomy-job.jar"), -1) + 1;
      if (start > 0 || items.get(0).equals("run")) {
        lines.add(items.subList(start, items.size()));
      }
    }
    return lines;
  }

  private static List<String> found(Pattern pattern, Map<Path, String> texts) {
    return texts.values().stream()
        .flatMap(text -> pattern.matcher(text).results())
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .toList();
  }

  private static Map<Path, String> texts(String... places) {
    Map<Path, String> texts = new TreeMap<>();
    for (String place : places) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
        for (Path file : files.filter(DeployedNamesTest::isText).toList()) {
          texts.put(file, Files.readString(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return texts;
  }

  private static boolean isText(Path file) {
    String name = file.getFileName().toString();
    // Neither logging properties, whose names look like keys, nor sources and build outputs.
    return Files.isRegularFile(file)
        && !file.toString().contains("/target/")
        && !file.toString().contains("/src/")
        && (!name.contains(".") || name.matches(".*\\.(json|ya?ml|sh|py|conf|md|env)"));
  }
}
