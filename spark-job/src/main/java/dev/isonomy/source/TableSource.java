package dev.isonomy.source;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.SourceLabels;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.PixelShape;
import dev.isonomy.spi.SourceImage;
import dev.isonomy.table.ImageColumn;
import dev.isonomy.table.LabelColumns;
import dev.isonomy.table.Names;
import dev.isonomy.table.StoredImages;
import dev.isonomy.table.Table;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A Parquet table with a column of encoded images and, optionally, label columns. */
final class TableSource implements ConfiguredSource {
  private static final String KEY = "isonomy.source.path";
  private static final String LABELS = "isonomy.source.labels";

  // Columns that come with images and label nothing.
  private static final Set<String> NO_LABELS =
      Set.of(
          "id",
          "idx",
          "index",
          "key",
          "path",
          "file",
          "filename",
          "file_name",
          "name",
          "url",
          "width",
          "height",
          "caption",
          "text",
          "prompt",
          "split",
          "source",
          "seed",
          "sha256",
          "image_id",
          "image_path",
          "image_url",
          "__index_level_0__");

  private final Table table;
  private final SourceSettings settings;
  private final AttributeSpace space;
  private final Optional<LabelColumns> labels;
  private final ImageReader images;

  private TableSource(
      Table table,
      SourceSettings settings,
      AttributeSpace space,
      Optional<LabelColumns> labels,
      PixelShape shape) {
    this.table = table;
    this.settings = settings;
    this.space = space;
    this.labels = labels;
    this.images = new ImageReader(shape);
  }

  static TableSource of(
      SparkSession spark, SourceSettings settings, AttributeSpace space, PixelShape shape) {
    Table table = Table.open(spark, KEY, settings.path());
    ImageColumn.require(table, settings.imageColumn(), "isonomy.source.image-column");
    if (table.count() == 0) {
      throw new UserException(table.where() + " has no rows");
    }
    return new TableSource(table, settings, space, labels(table, settings, space), shape);
  }

  private static Optional<LabelColumns> labels(
      Table table, SourceSettings settings, AttributeSpace space) {
    List<String> attributes = space.attributes().stream().map(Attribute::name).toList();
    if (settings.labels() == SourceLabels.IGNORE) {
      return Optional.empty();
    }
    boolean some =
        attributes.stream()
            .anyMatch(
                name ->
                    table.columns().contains(name)
                        || Names.near(name, table.columns()).isPresent());
    if (!some) {
      refuseOthers(table, settings, space);
      return Optional.empty();
    }
    return Optional.of(
        LabelColumns.matching(
            table, space, settings.classNumbers(), "isonomy.source.class-numbers"));
  }

  /** A table whose columns may label the images, but not by this model's attributes. */
  private static void refuseOthers(Table table, SourceSettings settings, AttributeSpace space) {
    List<String> others =
        table.columns().stream()
            .filter(name -> !name.equals(settings.imageColumn()))
            .filter(name -> !NO_LABELS.contains(name.toLowerCase(Locale.ROOT)))
            .toList();
    if (!others.isEmpty()) {
      throw new UserException(
          "%s has none of the label columns %s; its columns are %s; rename them, or set %s = ignore to take every image as unlabelled"
              .formatted(
                  table.where(),
                  Names.list(
                      space.attributes().stream()
                          .map(each -> each.name() + " (" + Names.list(each.classes()) + ")")
                          .toList()),
                  Names.list(table.columns()),
                  LABELS));
    }
  }

  @Override
  public long count() {
    return table.count();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>(table.notes());
    long labelled = 0;
    if (labels.isPresent()) {
      notes.addAll(labels.get().notes());
      labelled = Arrays.stream(labels.get().count(table)).limit(space.cellCount()).sum();
    }
    notes.add(
        String.format(
            Locale.ROOT,
            "%s: %,d images with all labels, %,d without",
            table.where(),
            labelled,
            count() - labelled));
    return notes;
  }

  @Override
  public JavaRDD<SourceImage> images() {
    List<Column> columns = new ArrayList<>();
    columns.add(table.column(settings.imageColumn()));
    labels.ifPresent(each -> columns.addAll(Arrays.asList(each.of(table))));
    Reader reader = new Reader(settings.imageColumn(), table.images(), labels.orElse(null), images);
    return table
        .rows()
        .select(columns.toArray(Column[]::new))
        .toJavaRDD()
        .zipWithIndex()
        .map(numbered -> reader.read(numbered._1(), numbered._2()));
  }

  /**
   * Row to image, on executors.
   *
   * @param labels null without
   */
  private record Reader(
      String imageColumn, StoredImages images, LabelColumns labels, ImageReader reader)
      implements Serializable {

    SourceImage read(Row row, long number) {
      String id = "row-" + number;
      try {
        int cell = labels == null ? SourceImage.UNLABELLED : labels.cell(row);
        return SourceImage.of(id, reader.read(images.read(row, imageColumn)), cell);
      } catch (IOException e) {
        return SourceImage.rejected(id, String.valueOf(e.getMessage()));
      }
    }
  }
}
