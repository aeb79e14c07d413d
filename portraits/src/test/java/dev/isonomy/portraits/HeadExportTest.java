package dev.isonomy.portraits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.portraits.HeadFrame.View;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitSampler;
import dev.isonomy.portraits.render.Camera;
import dev.isonomy.portraits.render.PortraitRenderer;
import dev.isonomy.portraits.render.Vec3;
import dev.isonomy.splat.SplatCamera;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadExportTest {
  private static final int PIXELS = 64 * 64;

  @TempDir Path directory;

  @Test
  void pointsOfASurfaceLieInsideTheFigureOfEveryView() throws IOException {
    export("--count", "2", "--seed", "4", "--views", "evaluation");
    byte[] masks = Files.readAllBytes(directory.resolve("masks.u8"));
    FloatBuffer cameras = floats("cameras.f32");
    FloatBuffer points = floats("points.f32");
    int views = HeadViews.EVALUATION.of(0, 0).size();
    assertThat(masks).hasSize(2 * views * PIXELS);
    for (int head = 0; head < 2; head++) {
      for (int view = 0; view < views; view++) {
        float[] camera = new float[SplatCamera.CONDITIONING];
        cameras.get((head * views + view) * camera.length, camera);
        int inFrame = 0;
        int onFigure = 0;
        for (int i = 0; i < HeadExport.POINTS; i++) {
          int pixel = pixel(SplatCamera.of(camera), points, 3 * (head * HeadExport.POINTS + i));
          if (pixel >= 0) {
            inFrame++;
            onFigure += masks[(head * views + view) * PIXELS + pixel] != 0 ? 1 : 0;
          }
        }
        assertThat(inFrame).isGreaterThan(HeadExport.POINTS * 3 / 4);
        assertThat(onFigure / (double) inFrame).isGreaterThan(0.95);
      }
    }
  }

  private static int pixel(SplatCamera camera, FloatBuffer points, int at) {
    double[] p = new double[3];
    for (int row = 0; row < 3; row++) {
      for (int axis = 0; axis < 3; axis++) {
        p[row] += camera.rotation(row, axis) * (points.get(at + axis) - camera.position(axis));
      }
    }
    int column = (int) Math.floor((camera.fx() * p[0] / p[2] + 0.5) * 64);
    int row = (int) Math.floor((camera.fy() * p[1] / p[2] + 0.5) * 64);
    return row < 0 || row > 63 || column < 0 || column > 63 ? -1 : row * 64 + column;
  }

  @Test
  void firstViewIsThePortraitsOwnImage() throws IOException {
    export("--count", "3", "--seed", "6", "--first", "10");
    Portrait portrait = PortraitSampler.natural(6).sample(11);
    byte[] inputs = Files.readAllBytes(directory.resolve("inputs.u8"));
    int image = 3 * PIXELS;
    assertThat(Arrays.copyOfRange(inputs, 2 * image, 3 * image))
        .isEqualTo(new PortraitRenderer().render(portrait).rgb());
    assertThat(Files.readAllLines(directory.resolve("labels.csv")).get(2)).startsWith("11,");
    float[] camera = new float[25];
    floats("cameras.f32").get(6 * 25, camera);
    assertThat(camera).isEqualTo(SplatCamera.orbit(0, 0, 3, 22).conditioning());
  }

  @Test
  void sameRunGivesTheSameBytes() throws IOException {
    export("--count", "2", "--seed", "8");
    byte[] points = Files.readAllBytes(directory.resolve("points.f32"));
    byte[] views = Files.readAllBytes(directory.resolve("views.u8"));
    export("--count", "2", "--seed", "8");
    assertThat(Files.readAllBytes(directory.resolve("points.f32"))).isEqualTo(points);
    assertThat(Files.readAllBytes(directory.resolve("views.u8"))).isEqualTo(views);
  }

  @Test
  void frameTurnsWithThePortraitsCamera() {
    HeadFrame frame = new HeadFrame(12);
    Camera camera = frame.camera(new View(30, 10, 1));
    Vec3 position = frame.point(camera.position());
    SplatCamera splat = HeadFrame.splatCamera(new View(30, 10, 1));
    assertThat(position.x()).isCloseTo(splat.position(0), within(1e-12));
    assertThat(position.y()).isCloseTo(splat.position(1), within(1e-12));
    assertThat(position.z()).isCloseTo(splat.position(2), within(1e-12));
  }

  @Test
  void unknownViewsAreNamed() {
    assertThatThrownBy(() -> export("--count", "1", "--views", "some"))
        .hasMessage("--views must be training or evaluation but was some");
  }

  private FloatBuffer floats(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(directory.resolve(name));
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private void export(String... args) throws IOException {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--out";
    all[args.length + 1] = directory.toString();
    HeadExport.run(new ExportOptions(all));
  }
}
