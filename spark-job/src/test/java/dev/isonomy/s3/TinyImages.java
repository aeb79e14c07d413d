package dev.isonomy.s3;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Images that the tiny bundle understands: tone is how red they are, hue how green. */
public final class TinyImages {
  private static final int SIZE = 16;
  private static final int[] RED = {70, 185};
  private static final int[] GREEN = {45, 128, 210};
  private static final List<String> TONES = List.of("dark", "light");
  private static final List<String> HUES = List.of("low", "middle", "high");

  private TinyImages() {}

  /** Writes a table of labelled images. */
  public static void write(SparkSession spark, String path, int perCell) {
    StructType schema =
        new StructType()
            .add("image", DataTypes.BinaryType)
            .add("tone", DataTypes.StringType)
            .add("hue", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < perCell; i++) {
      for (int tone = 0; tone < RED.length; tone++) {
        for (int hue = 0; hue < GREEN.length; hue++) {
          rows.add(
              RowFactory.create(
                  image(RED[tone], GREEN[hue], random), TONES.get(tone), HUES.get(hue)));
        }
      }
    }
    spark.createDataFrame(rows, schema).coalesce(1).write().mode(SaveMode.Overwrite).parquet(path);
  }

  private static byte[] image(int red, int green, Random random) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    int reddish = red + random.nextInt(41) - 20;
    int greenish = green + random.nextInt(41) - 20;
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        int blue = random.nextInt(256);
        image.setRGB(x, y, (reddish << 16) | (greenish << 8) | blue);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
