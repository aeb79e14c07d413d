package dev.isonomy.source;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.SourceLabels;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.image.ImageFormat;
import dev.isonomy.model.PixelShape;
import dev.isonomy.spi.SourceImage;
import dev.isonomy.table.TablePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Image files below a folder, in the order of their paths; {@link FolderLabels} tells how folders
 * label them.
 */
final class FolderSource implements ConfiguredSource {
  private static final String KEY = "isonomy.source.path";
  private static final int FILES_PER_SLICE = 256;

  private final SparkSession spark;
  private final List<ImageFile> files;
  private final List<String> notes;
  private final PixelShape shape;

  /** An image's file and the cell that its folders name. */
  private record ImageFile(String path, int cell) implements Serializable {}

  private FolderSource(
      SparkSession spark, List<ImageFile> files, List<String> notes, PixelShape shape) {
    this.spark = spark;
    this.files = files;
    this.notes = notes;
    this.shape = shape;
  }

  static FolderSource of(
      SparkSession spark, SourceSettings settings, AttributeSpace space, PixelShape shape) {
    String where = KEY + " " + settings.path();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    FileStatus root = TablePath.status(KEY, settings.path(), hadoop);
    FolderLabels labels = new FolderLabels(where, space);
    FolderListing listing = list(root, where, hadoop);
    List<String> notes = new ArrayList<>();
    listing.notes().forEach(each -> notes.add(where + ": " + each));
    boolean ignored = settings.labels() == SourceLabels.IGNORE;
    List<ImageFile> files = new ArrayList<>();
    for (String path : listing.paths()) {
      String relative = FolderListing.relative(root, path);
      files.add(new ImageFile(path, ignored ? SourceImage.UNLABELLED : labels.cellOf(relative)));
    }
    if (!ignored) {
      labels.check();
      notes.add(labels.note());
    }
    return new FolderSource(spark, files, notes, shape);
  }

  private static FolderListing list(FileStatus root, String where, Configuration hadoop) {
    FolderListing listing;
    try {
      listing = FolderListing.of(root, where, hadoop);
    } catch (IOException e) {
      throw new UserException(where + " cannot be read: " + e.getMessage(), e);
    }
    if (listing.paths().isEmpty()) {
      String skipped = listing.notes().isEmpty() ? "" : "; " + String.join("; ", listing.notes());
      throw new UserException(
          "%s holds no file whose name ends like that of an image (%s)%s"
              .formatted(where, ImageFormat.endings(), skipped));
    }
    return listing;
  }

  @Override
  public long count() {
    return files.size();
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public JavaRDD<SourceImage> images() {
    int slices = (files.size() + FILES_PER_SLICE - 1) / FILES_PER_SLICE;
    ImageReader images = new ImageReader(shape);
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(files, slices)
        .map(file -> read(file, hadoop.value(), images));
  }

  private static SourceImage read(ImageFile file, Configuration hadoop, ImageReader images) {
    try {
      Path path = new Path(file.path());
      TablePath.allowColon(path, hadoop);
      try (InputStream in = path.getFileSystem(hadoop).open(path)) {
        return SourceImage.of(file.path(), images.read(in.readAllBytes()), file.cell());
      }
    } catch (IOException e) {
      return SourceImage.rejected(file.path(), String.valueOf(e.getMessage()));
    }
  }
}
