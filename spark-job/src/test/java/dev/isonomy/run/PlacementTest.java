package dev.isonomy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.cluster.LocalCluster;
import dev.isonomy.config.DeviceChoice;
import dev.isonomy.config.GpuSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.stage.JobProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which executors and devices the stages get, on a real standalone cluster: one worker has no GPUs,
 * the other's are made up by its discovery script. Their addresses are so high that no machine has
 * them, so that opening the model there fails in words that tell which GPU was asked for.
 */
@Tag("cluster")
class PlacementTest {
  private static final Set<String> ADDRESSES = Set.of("61", "67");
  private static final GpuSettings NONE = new GpuSettings(0, 1, "", "nvidia.com");
  private static final GpuSettings ONE = new GpuSettings(1, 1, "", "nvidia.com");

  @TempDir private Path temporary;

  /** Where a task ran: its executor, the GPU that it was given, and what opening the model said. */
  private record Place(String executor, String gpu, String model) {
    static Place parse(String line) {
      String[] words = (line + " ").split(" ", 3);
      return new Place(words[0], words[1], words[2].strip());
    }
  }

  @Test
  void stagesLandOnTheirOwnExecutorsAndAddressesAreHonoured() throws Exception {
    String output;
    try (LocalCluster cluster = cluster()) {
      JobProcess probe =
          JobProcess.start(
              temporary.resolve("probe.log"),
              PlacementProbe.class.getName(),
              List.of(cluster.master(), JobProcess.classPath()));
      assertThat(probe.status()).as(probe.output()).isZero();
      output = probe.output();
    }
    requireNoGpu(places(output, "dynamic fit"));
    requireGpus(places(output, "dynamic generate"));
    assertThat(all(places(output, "dynamic fit"), Place::executor))
        .as("executors of the two stages")
        .doesNotContainAnyElementsOf(all(places(output, "dynamic generate"), Place::executor));
    // One executor for everything: the GPU is there all along, but only generation is given it.
    requireNoGpu(places(output, "static fit"));
    requireGpus(places(output, "static generate"));
    assertThat(all(places(output, "static generate"), Place::executor))
        .isEqualTo(all(places(output, "static fit"), Place::executor))
        .hasSize(1);
  }

  private LocalCluster cluster() throws Exception {
    Path script = temporary.resolve("gpus.sh");
    Files.writeString(
        script,
        "#!/bin/sh\necho '{\"name\":\"gpu\",\"addresses\":[\"%s\"]}'\n"
            .formatted(String.join("\",\"", ADDRESSES)));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    List<Path> classPath =
        Arrays.stream(JobProcess.classPath().split(File.pathSeparator)).map(Path::of).toList();
    LocalCluster.Worker plain = new LocalCluster.Worker(1, List.of());
    LocalCluster.Worker withGpus =
        new LocalCluster.Worker(
            2,
            List.of(
                "-Dspark.worker.resource.gpu.amount=2",
                "-Dspark.worker.resource.gpu.discoveryScript=" + script));
    return LocalCluster.start(temporary.resolve("cluster"), classPath, List.of(plain, withGpus));
  }

  private static void requireNoGpu(List<Place> places) {
    assertThat(all(places, Place::gpu)).containsExactly("none");
  }

  private static void requireGpus(List<Place> places) {
    assertThat(places)
        .allSatisfy(
            place -> {
              assertThat(place.gpu()).isIn(ADDRESSES);
              assertThat(place.model())
                  .startsWith("device cuda:" + place.gpu() + " is not there: this JVM sees ")
                  .contains("set isonomy.bundle.device to cpu or auto");
            });
  }

  private static Set<String> all(List<Place> places, Function<Place, String> part) {
    return places.stream().map(part).collect(Collectors.toSet());
  }

  private static List<Place> places(String output, String stage) {
    String start = "probe " + stage + " ";
    List<Place> places =
        output
            .lines()
            .filter(line -> line.startsWith(start))
            .map(line -> Place.parse(line.substring(start.length())))
            .toList();
    assertThat(places).as(output).hasSize(4);
    return places;
  }

  @Test
  void aRunThatDemandsGpusIsRefusedWhereSparkHasNone() {
    SparkConf cluster = new SparkConf(false).setMaster("spark://somewhere:7077");
    assertThatThrownBy(() -> Placement.requireGpus(cluster, DeviceChoice.GPU, NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("isonomy.bundle.device is gpu, but Spark was given none")
        .hasMessageContaining("let isonomy.bundle.device be auto");
    assertThatThrownBy(() -> Placement.requireGpus(cluster, DeviceChoice.GPU, ONE))
        .as("without dynamic allocation nobody brings executors with GPUs")
        .isInstanceOf(UserException.class);
  }

  @Test
  void aRunThatDemandsGpusIsLetInWhereSparkCanBringThem() {
    SparkConf dynamic =
        new SparkConf(false)
            .setMaster("spark://somewhere:7077")
            .set("spark.dynamicAllocation.enabled", "true");
    SparkConf fixed =
        new SparkConf(false).setMaster("yarn").set("spark.executor.resource.gpu.amount", "1");
    assertThatCode(
            () -> {
              Placement.requireGpus(dynamic, DeviceChoice.GPU, ONE);
              Placement.requireGpus(dynamic, DeviceChoice.AUTO, NONE);
              Placement.requireGpus(fixed, DeviceChoice.GPU, NONE);
            })
        .doesNotThrowAnyException();
  }
}
