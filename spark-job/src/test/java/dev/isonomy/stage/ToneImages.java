package dev.isonomy.stage;

import dev.isonomy.SharedSpark;
import dev.isonomy.generate.PngEncoder;
import dev.isonomy.model.PixelShape;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A table of images for the tiny bundles. */
final class ToneImages {
  private static final int SIZE = 16;
  private static final List<String> TONES = List.of("dark", "light");
  private static final List<String> HUES = List.of("low", "middle", "high");

  private ToneImages() {}

  /** Images of six cells, one of each eight of them labelled; the dark and low ones are common. */
  static Path write(Path table) throws IOException {
    PngEncoder encoder = new PngEncoder("test");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 320; i++) {
      boolean labelled = i % 8 == 0;
      int cell = labelled ? i / 8 % 6 : Math.min(5, i % 16 * i % 7);
      RandomStream random = RandomStream.of(9, 0, i, Purpose.INITIAL_NOISE);
      float[] noise = new float[3 * SIZE * SIZE + 3];
      random.fillGaussian(noise);
      byte[] png = encoder.encode(pixels(cell, noise), PixelShape.rgb(SIZE, SIZE));
      rows.add(
          RowFactory.create(
              png, labelled ? TONES.get(cell / 3) : null, labelled ? HUES.get(cell % 3) : null));
    }
    StructType schema =
        new StructType()
            .add("image", DataTypes.BinaryType)
            .add("tone", DataTypes.StringType)
            .add("hue", DataTypes.StringType);
    SharedSpark.session().createDataFrame(rows, schema).write().parquet(table.toString());
    return table;
  }

  private static byte[] pixels(int cell, float[] noise) {
    double[] centre = {cell / 3 == 0 ? -0.5 : 0.5, 0.6 * (cell % 3 - 1), 0};
    byte[] rgb = new byte[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      int channel = i % 3;
      double shade = centre[channel] + 0.08 * noise[rgb.length + channel] + 0.05 * noise[i];
      rgb[i] = (byte) Math.round(127.5 * (1 + Math.max(-1, Math.min(1, shade))));
    }
    return rgb;
  }
}
