package dev.isonomy.source;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.SourceLabels;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ImageShape;
import dev.isonomy.table.LabelColumns;
import dev.isonomy.table.TablePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * PNG and JPEG files below a folder, in the order of their paths; {@link FolderLabels} tells how
 * folders label them.
 */
final class FolderSource implements ImageSource {
  private static final String KEY = "isonomy.source.path";
  private static final List<String> SUFFIXES = List.of(".png", ".jpg", ".jpeg");
  private static final int FILES_PER_SLICE = 256;

  private final SparkSession spark;
  private final List<ImageFile> files;
  private final List<String> notes;
  private final ImageShape shape;

  /** An image's file and the cell that its folders name. */
  private record ImageFile(String path, int cell) implements Serializable {}

  private FolderSource(
      SparkSession spark, List<ImageFile> files, List<String> notes, ImageShape shape) {
    this.spark = spark;
    this.files = files;
    this.notes = notes;
    this.shape = shape;
  }

  static FolderSource of(
      SparkSession spark, SourceSettings settings, AttributeSpace space, ImageShape shape) {
    String where = KEY + " " + settings.path();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    FileStatus root = TablePath.status(KEY, settings.path(), hadoop);
    FolderLabels labels = new FolderLabels(where, space);
    List<ImageFile> files = new ArrayList<>();
    try {
      for (String path : list(root, hadoop)) {
        boolean ignored = settings.labels() == SourceLabels.IGNORE;
        int cell = ignored ? LabelColumns.UNLABELLED : labels.cellOf(relative(root, path));
        files.add(new ImageFile(path, cell));
      }
    } catch (IOException e) {
      throw new UserException(where + " cannot be read: " + e.getMessage(), e);
    }
    if (files.isEmpty()) {
      throw new UserException(where + " holds no .png, .jpg or .jpeg file");
    }
    if (settings.labels() == SourceLabels.IGNORE) {
      return new FolderSource(spark, files, List.of(), shape);
    }
    labels.check();
    return new FolderSource(spark, files, List.of(labels.note()), shape);
  }

  private static List<String> list(FileStatus root, Configuration hadoop) throws IOException {
    List<String> paths = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found =
        root.getPath().getFileSystem(hadoop).listFiles(root.getPath(), true);
    while (found.hasNext()) {
      String path = found.next().getPath().toString();
      if (SUFFIXES.stream().anyMatch(path.toLowerCase(Locale.ROOT)::endsWith)
          && !isHidden(relative(root, path))) {
        paths.add(path);
      }
    }
    paths.sort(Comparator.naturalOrder());
    return paths;
  }

  /** Copies that systems leave behind: {@code ._a.png}, {@code __MACOSX}, {@code .trash}. */
  private static boolean isHidden(String relative) {
    return List.of(relative.split("/", -1)).stream()
        .anyMatch(name -> name.startsWith(".") || name.startsWith("__"));
  }

  private static String relative(FileStatus root, String path) {
    String file = new Path(path).toUri().getPath();
    String folder = root.getPath().toUri().getPath();
    return root.isFile() ? root.getPath().getName() : file.substring(folder.length() + 1);
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
    PictureReader pictures = new PictureReader(shape.height(), shape.width());
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(files, slices)
        .map(file -> read(file, hadoop.value(), pictures));
  }

  private static SourceImage read(ImageFile file, Configuration hadoop, PictureReader pictures) {
    try {
      Path path = new Path(file.path());
      TablePath.allowColon(path, hadoop);
      try (InputStream in = path.getFileSystem(hadoop).open(path)) {
        return SourceImage.of(file.path(), pictures.read(in.readAllBytes()), file.cell());
      }
    } catch (IOException e) {
      return SourceImage.rejected(file.path(), String.valueOf(e.getMessage()));
    }
  }
}
