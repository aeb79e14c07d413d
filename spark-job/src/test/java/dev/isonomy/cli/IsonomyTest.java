package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsonomyTest {
  @TempDir private Path temporary;
  private final Shell shell = new Shell();

  @Test
  void helpNamesEveryStage() {
    assertThat(shell.run("--help")).isZero();
    assertThat(shell.out())
        .contains("run", "encode", "fit", "associate", "plan", "generate", "audit");
    assertThat(shell.run("run", "--help")).isZero();
    assertThat(shell.out()).contains("--config", "--set", "--dry-run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rum                                    | did you mean run?
          run --foo                              | Unknown option: '--foo'
          run --set isonomy.plan.imges=3         | did you mean isonomy.plan.images?
          run --set isonomy.plan.images=many     | isonomy.plan.images must be a whole number but was "many"
          run --set isonomy.plan.images=-1       | isonomy.plan.images must be between 1 and
          run --set isonomy.plan.images          | --set must be key=value
          run --config no/such.conf              | --config no/such.conf does not exist
          run --config nosuch://bucket/a.conf    | --config nosuch://bucket/a.conf cannot be read
          run --set isonomy.bundle.uri=no/bundle | no/bundle
          """)
  void aMistakeIsOneLineAndStatusTwo(String command, String message) {
    Path run = temporary.resolve("run");
    String[] words = (command + " --set isonomy.run.dir=" + run).split(" ", -1);
    assertThat(shell.run(words)).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.err().get(0)).startsWith("isonomy: ").contains(message);
    assertThat(run).doesNotExist();
  }

  @Test
  void promptsAreEncodedByTheLauncherAlone() {
    assertThat(shell.run("prompts", "some/model", "--texts", "a.txt"))
        .isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err())
        .containsExactly(
            "isonomy: prompts are encoded by a tool in Python, which the launcher starts:"
                + " deploy/local/isonomy prompts some/model --texts a.txt");
  }

  @Test
  void noCommandIsAMistake() {
    assertThat(shell.run()).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).containsExactly("isonomy: no command given; see isonomy --help");
  }

  @Test
  void aConfigurationFileThatIsADirectoryIsOneLine() throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("directory.conf"));
    assertThat(shell.run("run", "--config", directory.toString())).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
  }
}
