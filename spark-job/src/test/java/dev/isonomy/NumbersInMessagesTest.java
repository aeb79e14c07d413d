package dev.isonomy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A number of a message must not depend on the country that the JVM runs in: 1.234 is one and a bit
 * here and a thousand there. {@code formatted} asks the JVM, {@code String.format(Locale.ROOT,
 * ...)} does not.
 */
class NumbersInMessagesTest {
  private static final Pattern LOCALIZED =
      Pattern.compile("%[-+0]*\\d*(?:,\\d*d|,?\\.\\d+[fe])[^\"]*\"\\)?\\s*\\.formatted\\(");

  @Test
  void noMessageFormatsNumbersByTheDefaultLocale() throws IOException {
    List<String> found = new ArrayList<>();
    for (String module : List.of("gmm-fit", "generator-udf", "spark-job", "portraits", "bench")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          LOCALIZED
              .matcher(Files.readString(file))
              .results()
              .map(MatchResult::group)
              .forEach(text -> found.add(file + ": " + text));
        }
      }
    }
    assertThat(found).isEmpty();
  }
}
