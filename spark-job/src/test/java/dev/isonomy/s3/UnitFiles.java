package dev.isonomy.s3;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/** Reads a data set's files without Spark and without Isonomy's code. */
public final class UnitFiles {
  private final Path data;
  private final FileSystem files;

  /** The files of a run's data set. */
  public UnitFiles(String runDirectory, Configuration hadoop) throws IOException {
    this.data = new Path(runDirectory, "dataset/data");
    this.files = data.getFileSystem(hadoop);
  }

  /** The files that a reader sees now. */
  public List<FileStatus> list() throws IOException {
    List<FileStatus> seen = new ArrayList<>();
    try {
      for (FileStatus file : files.listStatus(data)) {
        if (file.isFile() && file.getPath().getName().endsWith(".parquet")) {
          seen.add(file);
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return seen;
  }

  /**
   * Sample to the hashes of its pixels and of its file, which is the same within one JVM's zlib.
   *
   * @throws IOException if a file is broken
   * @throws IllegalStateException if an image is not the one that its row names, or is there twice
   */
  public SortedMap<String, String> images() throws IOException {
    SortedMap<String, String> images = new TreeMap<>();
    for (FileStatus file : list()) {
      for (var image : images(file.getPath()).entrySet()) {
        if (images.put(image.getKey(), image.getValue()) != null) {
          throw new IllegalStateException(image.getKey() + " is there twice");
        }
      }
    }
    return images;
  }

  /** Those of one file. */
  public SortedMap<String, String> images(Path file) throws IOException {
    SortedMap<String, String> images = new TreeMap<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), file).withConf(files.getConf()).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        byte[] image = row.getGroup("image", 0).getBinary("bytes", 0).getBytes();
        String sample = row.getString("sample_id", 0);
        String file256 = sha256(image);
        if (!file256.equals(row.getString("file_sha256", 0))) {
          throw new IllegalStateException(sample + " in " + file + " has another file");
        }
        String pixels256 = pixelsSha256(image);
        if (!pixels256.equals(row.getString("pixels_sha256", 0))) {
          throw new IllegalStateException(sample + " in " + file + " has other pixels");
        }
        images.put(sample, pixels256 + " " + file256);
      }
    }
    return images;
  }

  /** As docs/data-set.md has it, from what the JDK decodes. */
  private static String pixelsSha256(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    ByteArrayOutputStream canonical = new ByteArrayOutputStream();
    String header = "RGB " + image.getWidth() + " " + image.getHeight() + "\n";
    canonical.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        canonical.write(rgb >> 16);
        canonical.write(rgb >> 8);
        canonical.write(rgb);
      }
    }
    return sha256(canonical.toByteArray());
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
