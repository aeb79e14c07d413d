package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import dev.isonomy.run.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine lacks, before anything starts and in the middle of it. */
class MachineTest {
  @TempDir Path temporary;

  @Test
  void a_heap_that_spark_refuses_is_refused_first() {
    assertThatCode(() -> Machine.requireHeap(Machine.LEAST_HEAP)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Machine.requireHeap(128 << 20))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the heap is 128 MiB but Spark needs at least 450 MiB; set ");
  }

  @Test
  void a_directory_for_temporary_files_must_be_one() throws IOException {
    assertThatCode(() -> Machine.requireTemporary(temporary)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Machine.requireTemporary(temporary.resolve("nowhere")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("java.io.tmpdir " + temporary + "/nowhere does not exist; set ");
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> Machine.requireTemporary(file)).hasMessageContaining("set ");
    assertThat(temporary.toFile().list()).as("nothing is left behind").containsExactly("file");
  }

  /** As Hadoop's FSError: an Error around the IOException, which no handler of exceptions gets. */
  private static Error fullDisk() {
    return new Error(new IOException("No space left on device"));
  }

  @Test
  void limits_are_recognized_behind_any_exception() {
    Throwable full = fullDisk();
    assertThat(MachineFault.behind(full).orElseThrow().cause())
        .startsWith("No space left on device");
    Throwable onAnExecutor =
        new SparkException(
            "Job aborted due to stage failure: Lost task 0.3 (TID 7): java.lang.OutOfMemoryError:"
                + " Java heap space\n\tat x.y.Z",
            null);
    assertThat(MachineFault.behind(onAnExecutor).orElseThrow())
        .satisfies(fault -> assertThat(fault.cause()).isEqualTo("OutOfMemoryError: a heap is full"))
        .satisfies(fault -> assertThat(fault.remedy()).contains("raise spark.executor.memory"));
    assertThat(
            MachineFault.behind(new IOException("x: Too many open files")).orElseThrow().remedy())
        .isEqualTo("raise ulimit -n");
    assertThat(
            MachineFault.behind(new OutOfMemoryError("unable to create native thread: possibly"))
                .orElseThrow()
                .remedy())
        .contains("ulimit -u");
    assertThat(MachineFault.behind(new IllegalStateException("a bug"))).isEmpty();
  }

  private static List<String> said(Throwable error, Failure.NextTime next, int status) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    assertThat(Failure.report(new Console(stream, stream, false), error, next)).isEqualTo(status);
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void an_error_is_told_as_an_exception_is_and_hints_only_where_they_are_true() {
    Throwable full = fullDisk();
    List<String> repeated = said(full, Failure.NextTime.REPEATS, Isonomy.FAILED);
    assertThat(repeated.get(0))
        .startsWith("isonomy: the run failed: No space left on device")
        .endsWith("; free some space");
    assertThat(repeated).noneMatch(line -> line.contains("same command"));
    List<String> continued = said(full, Failure.NextTime.CONTINUES, Isonomy.FAILED);
    assertThat(continued.get(1))
        .startsWith("isonomy: what was committed stays valid; run the same command again");
    assertThat(said(new StackOverflowError(), Failure.NextTime.REPEATS, Isonomy.FAILED).get(0))
        .isEqualTo("isonomy: the run failed: StackOverflowError");
    assertThat(said(new UserException("no"), Failure.NextTime.CONTINUES, Isonomy.USER_ERROR))
        .containsExactly("isonomy: no");
  }
}
