package dev.isonomy.source;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ImageShape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * PNG and JPEG files below a folder, in the order of their paths. A file whose path has a folder
 * named like a cell is labelled with it.
 */
final class FolderSource implements ImageSource {
  private static final List<String> SUFFIXES = List.of(".png", ".jpg", ".jpeg");
  private static final int FILES_PER_SLICE = 256;

  private final SparkSession spark;
  private final List<String> paths;
  private final List<String> cellNames;
  private final ImageShape shape;

  private FolderSource(
      SparkSession spark, List<String> paths, List<String> cellNames, ImageShape shape) {
    this.spark = spark;
    this.paths = paths;
    this.cellNames = cellNames;
    this.shape = shape;
  }

  static FolderSource of(
      SparkSession spark, SourceSettings settings, AttributeSpace space, ImageShape shape) {
    List<String> paths = list(settings.path(), spark.sparkContext().hadoopConfiguration());
    if (paths.isEmpty()) {
      throw new UserException(
          "isonomy.source.path " + settings.path() + " holds no .png, .jpg or .jpeg file");
    }
    return new FolderSource(spark, paths, space.cellNames(), shape);
  }

  private static List<String> list(String folder, Configuration hadoop) {
    List<String> paths = new ArrayList<>();
    try {
      Path root = new Path(folder);
      FileSystem files = root.getFileSystem(hadoop);
      RemoteIterator<LocatedFileStatus> found = files.listFiles(root, true);
      while (found.hasNext()) {
        String path = found.next().getPath().toString();
        if (SUFFIXES.stream().anyMatch(path.toLowerCase(Locale.ROOT)::endsWith)) {
          paths.add(path);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          "isonomy.source.path " + folder + " cannot be read: " + e.getMessage(), e);
    }
    paths.sort(null);
    return paths;
  }

  @Override
  public long count() {
    return paths.size();
  }

  @Override
  public JavaRDD<SourceImage> images() {
    int slices = (paths.size() + FILES_PER_SLICE - 1) / FILES_PER_SLICE;
    PictureReader pictures = new PictureReader(shape.height(), shape.width());
    List<String> cells = cellNames;
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(paths, slices)
        .map(path -> read(path, hadoop.value(), pictures, cells));
  }

  private static SourceImage read(
      String path, Configuration hadoop, PictureReader pictures, List<String> cells) {
    try {
      Path file = new Path(path);
      try (InputStream in = file.getFileSystem(hadoop).open(file)) {
        return SourceImage.of(path, pictures.read(in.readAllBytes()), cellOf(path, cells));
      }
    } catch (IOException e) {
      return SourceImage.rejected(path, String.valueOf(e.getMessage()));
    }
  }

  /** The cell that a folder on the path is named after. */
  static int cellOf(String path, List<String> cells) {
    return Arrays.stream(path.split("/", -1))
        .mapToInt(cells::indexOf)
        .filter(cell -> cell >= 0)
        .findFirst()
        .orElse(LabelledTable.UNLABELLED);
  }
}
