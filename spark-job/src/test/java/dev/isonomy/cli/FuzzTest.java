package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.SharedSpark;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred damaged configurations, bundles and inputs: each is refused with status 2 and one
 * line, and leaves nothing. What is damaged without harm (a changed comment, say) does not count,
 * and another one is made.
 */
@Tag("job")
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang is a failure
class FuzzTest {
  private static final int CONFIGS = 130;
  private static final int BUNDLES = 55;
  private static final int INPUTS = 15;

  @TempDir private static Path temporary;
  private static Path source;
  private static Path dressedBundle;
  private final Shell shell = new Shell();

  @BeforeAll
  static void makeInputs() throws IOException {
    source = temporary.resolve("source");
    TinyImages.write(SharedSpark.session(), source.toString(), 4);
    dressedBundle = copy(TinyJob.bundle(), temporary.resolve("bundle"));
  }

  private static TinyJob job(Path run, Path bundle, Path table) {
    return TinyJob.of(run.toString(), bundle.toString(), table.toString(), 2)
        .set("spark.master", "local[1]");
  }

  @Test
  void damagedConfigurations() throws IOException {
    Mutations mutations = new Mutations(new SplittableRandom(1));
    Path run = temporary.resolve("run-config");
    List<String> lines = new ArrayList<>();
    for (String argument : job(run, dressedBundle, source).arguments("run")) {
      if (argument.startsWith("isonomy.")) {
        String[] parts = argument.split("=", 2);
        String value = parts[1].startsWith("[") ? parts[1] : "\"" + parts[1] + "\"";
        lines.add(parts[0] + " = " + value);
      }
    }
    int refused = 0;
    for (int i = 0; refused < CONFIGS; i++) {
      assertThat(i).as("mutations that do no harm").isLessThan(10 * CONFIGS);
      Path file = Files.writeString(temporary.resolve("fuzz.conf"), mutations.config(lines));
      if (shell.run("run", "--dry-run", "--config", file.toString()) != 0) {
        assertRefused(Files.readString(file), run, "run", "--config", file.toString());
        refused++;
      }
    }
  }

  @Test
  void damagedBundles() throws IOException {
    Mutations mutations = new Mutations(new SplittableRandom(2));
    Path run = temporary.resolve("run-bundle");
    int refused = 0;
    for (int i = 0; refused < BUNDLES; i++) {
      assertThat(i).as("mutations that do no harm").isLessThan(10 * BUNDLES);
      Path bundle = copy(TinyJob.bundle(), temporary.resolve("bundle-" + i));
      mutations.file(bundle);
      List<String> dry = job(run, bundle, source).arguments("run");
      dry.add("--dry-run");
      if (shell.run(dry.toArray(String[]::new)) != 0) {
        List<String> words = job(run, bundle, source).arguments("run");
        assertRefused("bundle " + i, run, words.toArray(String[]::new));
        refused++;
      }
    }
  }

  @Test
  void damagedInputs() throws IOException {
    Mutations mutations = new Mutations(new SplittableRandom(3));
    int refused = 0;
    for (int i = 0; refused < INPUTS; i++) {
      assertThat(i).as("mutations that do no harm").isLessThan(10 * INPUTS);
      Path run = temporary.resolve("run-input-" + i);
      Path table = copy(source, temporary.resolve("source-" + i));
      mutations.file(table);
      String[] words = job(run, dressedBundle, table).arguments("encode").toArray(String[]::new);
      int status = shell.run(words);
      if (status != 0) {
        assertRefused("input " + i, status, run);
        refused++;
      }
    }
  }

  private void assertRefused(String what, Path run, String... words) {
    assertRefused(what, shell.run(words), run);
  }

  private void assertRefused(String what, int status, Path run) {
    List<String> said = shell.err();
    assertThat(status).as("%s%n%s", what, said).isEqualTo(Isonomy.USER_ERROR);
    assertThat(said.stream().filter(line -> line.startsWith("isonomy: "))).as(what).hasSize(1);
    assertThat(said).as(what).noneMatch(line -> line.startsWith("\tat "));
    String[] left = run.toFile().list();
    // Images that cannot be decoded are listed; nothing else is ever written.
    assertThat(left == null ? List.of() : List.of(left)).as(what).isSubsetOf("latents-rejected");
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.getFileName().toString().startsWith(".")) {
          continue; // Hadoop's checksums, which object stores do not have: the reader must notice
        }
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
    return to;
  }
}
