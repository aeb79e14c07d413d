package dev.isonomy.portraits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The product knows the demo by its interfaces only; imports are the enforcer's part. */
class SeparationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES =
      List.of("gmm-fit", "generator-udf", "spark-job", "bench");
  private static final Pattern NAMES =
      Pattern.compile("portraits?(?![a-z])|\"(heads|renderer)\"", Pattern.CASE_INSENSITIVE);

  @Test
  void noCodeOutsideThisModuleNamesIt() {
    List<String> found = new ArrayList<>();
    int files = 0;
    for (String module : MODULES) {
      for (Path file : files(ROOT.resolve(module).resolve("src/main"))) {
        files++;
        if (!file.endsWith("reference.conf")) {
          lines(file)
              .filter(line -> NAMES.matcher(line).find())
              .forEach(line -> found.add(file + ": " + line));
        }
      }
    }
    assertThat(files).isGreaterThan(300);
    assertThat(found).isEmpty();
  }

  @Test
  void theDefaultsNameIt() {
    Path defaults = ROOT.resolve("spark-job/src/main/resources/reference.conf");
    assertThat(lines(defaults).map(String::strip))
        .contains("uri = \"portraits\"", "kind = \"renderer\"", "uri = \"heads\"");
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(
              file -> file.toString().endsWith(".java") || file.toString().contains("/resources/"))
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).lines(); // some are binary
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
