package dev.isonomy.audit.dataset;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.model.PixelShape;
import dev.isonomy.source.ImageReader;
import dev.isonomy.source.SourceImages;
import dev.isonomy.spark.metrics.LiveCounter;
import dev.isonomy.spark.task.GeneratorSettings;
import dev.isonomy.spark.task.JudgeFunction;
import dev.isonomy.spark.task.Judgement;
import dev.isonomy.spi.SourceImage;
import dev.isonomy.table.LabelColumns;
import dev.isonomy.table.StoredImages;
import dev.isonomy.table.Table;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/**
 * A bundle as the judge of images that it did not make. Their labels may use the bundle's
 * attributes in another order, or only some of them; its cells are translated by name.
 */
final class ImageJudge implements Serializable {
  private static final long serialVersionUID = 1L;

  private final GeneratorSettings settings;
  private final PixelShape shape;
  private final List<Integer> cells;
  private final String imageColumn;
  private final LiveCounter judged;

  /**
   * A judge.
   *
   * @param settings how the networks run
   * @param shape what they look at
   * @param cells see {@link #translation}
   * @param imageColumn where the images are
   * @param judged counts images
   */
  ImageJudge(
      GeneratorSettings settings,
      PixelShape shape,
      Optional<List<Integer>> cells,
      String imageColumn,
      LiveCounter judged) {
    this.settings = settings;
    this.shape = shape;
    this.cells = cells.map(List::copyOf).orElse(List.of());
    this.imageColumn = imageColumn;
    this.judged = judged;
  }

  /** What a row's label is. */
  enum Labels {
    /** The claim that is audited. */
    CLAIMED,
    /** The truth, to measure the judge by. */
    TRUE
  }

  /**
   * For each of the bundle's cells the data set's; empty where the bundle does not know an
   * attribute of the data set, or the data set lacks one of its classes.
   */
  static Optional<List<Integer>> translation(AttributeSpace bundle, AttributeSpace dataset) {
    List<String> known = bundle.attributes().stream().map(Attribute::name).toList();
    List<Integer> cells = new ArrayList<>();
    for (int cell = 0; cell < bundle.cellCount(); cell++) {
      int[] classes = new int[dataset.attributes().size()];
      for (int a = 0; a < classes.length; a++) {
        Attribute wanted = dataset.attributes().get(a);
        int of = known.indexOf(wanted.name());
        if (of < 0) {
          return Optional.empty();
        }
        String name = bundle.attributes().get(of).classes().get(bundle.classesOf(cell)[of]);
        classes[a] = wanted.indexOf(name);
        if (classes[a] < 0) {
          return Optional.empty();
        }
      }
      cells.add(dataset.cell(classes));
    }
    return Optional.of(cells);
  }

  /**
   * Judges the images of a table; rows without all labels are left out.
   *
   * @param rejected counts the images that cannot be decoded; they are left out
   */
  JavaRDD<AuditImage> judge(DatasetAudit table, Labels labels, RejectedImages rejected) {
    LabelColumns columns = table.labels();
    Decoder decoder = decoder(table.images(), rejected);
    return judge(
        table
            .rows(imageColumn)
            .toJavaRDD()
            .map(row -> decoder.decode(row, columns.cell(row)))
            .filter(image -> image.readable() && image.cell() >= 0),
        labels);
  }

  /**
   * Judges images of a table that needs no labels.
   *
   * @param rejected counts the images that cannot be decoded; they are left out
   */
  JavaRDD<AuditImage> judgeUnlabelled(Table table, RejectedImages rejected) {
    Decoder decoder = decoder(table.images(), rejected);
    return judge(
        table
            .rows()
            .select(table.column(imageColumn))
            .toJavaRDD()
            .map(row -> decoder.decode(row, AuditImage.UNKNOWN))
            .filter(SourceImage::readable),
        Labels.TRUE);
  }

  /** Judges drawn images, whose cells are the bundle's. */
  JavaRDD<AuditImage> judgeDrawn(JavaRDD<SourceImage> images) {
    return judge(
        images.map(image -> SourceImage.of(image.id(), image.pixels(), translated(image.cell()))),
        Labels.TRUE);
  }

  private Decoder decoder(StoredImages images, RejectedImages rejected) {
    ImageReader reader = new ImageReader(shape);
    return new Decoder(images, imageColumn, reader, rejected);
  }

  /** Rows to pixels, on executors. */
  private record Decoder(
      StoredImages images, String column, ImageReader reader, RejectedImages rejected)
      implements Serializable {
    SourceImage decode(Row row, int cell) {
      try {
        byte[] pixels = reader.read(images.read(row, column));
        rejected.add("");
        return SourceImage.of("", pixels, cell);
      } catch (IOException e) {
        String reason = String.valueOf(e.getMessage());
        rejected.add(reason);
        return SourceImage.rejected("", reason);
      }
    }
  }

  private JavaRDD<AuditImage> judge(JavaRDD<SourceImage> images, Labels labels) {
    return images
        .mapPartitions(new JudgeFunction<>(settings, SourceImages.ACCESS))
        .map(
            each -> {
              judged.add(1L);
              Judgement judgement = each.judgement();
              int cell = each.item().cell();
              return new AuditImage(
                  labels == Labels.TRUE ? cell : AuditImage.UNKNOWN,
                  labels == Labels.CLAIMED ? cell : AuditImage.UNKNOWN,
                  translated(auditorCell(judgement)),
                  Double.NaN,
                  judgement.features(),
                  each.item()::pixels);
            });
  }

  /** The auditor's cell; the labeler's where there is no auditor: both are strangers here. */
  private static int auditorCell(Judgement judgement) {
    return judgement.auditorCell() == Judgement.NONE ? judgement.cell() : judgement.auditorCell();
  }

  private int translated(int bundleCell) {
    return bundleCell < 0 || cells.isEmpty() ? AuditImage.UNKNOWN : cells.get(bundleCell);
  }
}
