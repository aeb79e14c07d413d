package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.RenderedImages;
import dev.isonomy.SharedSpark;
import dev.isonomy.spi.SourceImage;
import dev.isonomy.splat.SplatFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with the embedded models, on portraits of the renderer. */
@Tag("job")
class LiftCommandTest {
  private static final int CELLS = 18;

  @TempDir private Path temporary;
  private final Shell shell = new Shell();
  private Path run;

  @BeforeEach
  void nameTheRun() {
    run = temporary.resolve("run");
  }

  private int lift(String... words) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "lift",
                "--set",
                "isonomy.run.dir=" + run,
                "--set",
                "isonomy.bundle.device=cpu",
                "--set",
                "isonomy.spark.master=local[2]"));
    all.addAll(List.of(words));
    return shell.run(all.toArray(String[]::new));
  }

  private void assertRefused(String message, String... words) {
    assertThat(lift(words)).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.err().get(0)).startsWith("isonomy: ").contains(message);
  }

  @Test
  void mistakesAreFoundBeforeAnythingIsWritten() {
    assertRefused("has no complete data set; run isonomy run first, or set isonomy.lift.path");
    assertRefused("isonomy.lift.format must be ply, splat or spz but was \"obj\"", "--format=obj");
    assertRefused(
        "kind must be image-to-gaussians but was 'diffusion'",
        "--set",
        "isonomy.lift.bundle.uri=" + Path.of("../generator-udf/src/test/resources/bundles/tiny"));
    assertRefused(
        "is required; use the pinned bundle or change the pin",
        "--set",
        "isonomy.lift.bundle.sha256=" + "0".repeat(64));
    for (String uri : List.of("portraits", temporary.resolve("foreign").toString())) {
      assertRefused(
          "isonomy.lift.bundle.uri must be below one of isonomy.bundle.allowed-locations /models but was "
              + uri,
          "--set",
          "isonomy.bundle.allowed-locations=[\"/models\"]",
          "--set",
          "isonomy.lift.bundle.uri=" + uri);
    }
    assertRefused( // the embedded one is never refused for its place
        "has no complete data set", "--set", "isonomy.bundle.allowed-locations=[\"/models\"]");
    assertThat(run).doesNotExist();
  }

  @Test
  void everyPortraitBecomesAnAssetOnceAndForOneFormat() throws IOException {
    Path table = portraits();
    String[] path = {"--set", "isonomy.lift.path=" + table, "--format=spz"};
    assertThat(lift(path[0], path[1], path[2], "--dry-run")).isZero();
    assertThat(shell.out()).contains("would make " + run.resolve("assets"));
    assertThat(run).doesNotExist();

    assertThat(lift(path)).as(() -> String.join("\n", shell.err())).isZero();
    assertThat(shell.out()).contains(CELLS + " assets in " + run.resolve("assets"));
    List<Row> rows =
        SharedSpark.session().read().parquet(run.resolve("assets/data").toString()).collectAsList();
    assertThat(rows).hasSize(CELLS);
    for (Row row : rows) {
      byte[] file = row.<Row>getAs("splat").getAs("bytes");
      assertThat(SplatFormat.SPZ.read(file, "asset").count()).isEqualTo(1024);
    }
    JsonObject report =
        JsonParser.parseString(Files.readString(run.resolve("lift.json"))).getAsJsonObject();
    assertThat(report.get("same_cell_share").getAsDouble()).isGreaterThanOrEqualTo(0.8);
    assertThat(Files.readString(run.resolve("lift.html"))).doesNotContain("http:", "https:");

    assertThat(lift(path)).isZero();
    assertThat(shell.err()).contains("nothing to do: " + run.resolve("assets") + " is complete");
    assertRefused(
        "isonomy.lift.format is ply but %s was made with spz; choose another isonomy.run.dir or delete %s"
            .formatted(run.resolve("assets"), run.resolve("assets")),
        path[0],
        path[1]);
  }

  private Path portraits() {
    List<Row> rows = new ArrayList<>();
    for (SourceImage image : RenderedImages.draw(11, CELLS)) {
      rows.add(RowFactory.create(RenderedImages.png(image), (long) rows.size()));
    }
    Path table = temporary.resolve("portraits");
    SharedSpark.session()
        .createDataFrame(
            rows, new StructType().add("image", DataTypes.BinaryType).add("id", DataTypes.LongType))
        .coalesce(1)
        .write()
        .parquet(table.toString());
    return table;
  }
}
