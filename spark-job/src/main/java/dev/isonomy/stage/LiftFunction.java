package dev.isonomy.stage;

import dev.isonomy.generate.Label;
import dev.isonomy.generate.Pixels;
import dev.isonomy.lift.LiftInput;
import dev.isonomy.lift.LiftedAsset;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ImageShape;
import dev.isonomy.source.Cutout;
import dev.isonomy.source.PictureReader;
import dev.isonomy.table.StoredImages;
import dev.isonomy.udf.GeneratorSettings;
import dev.isonomy.udf.Lifted;
import dev.isonomy.udf.LifterSettings;
import dev.isonomy.udf.LiveCounter;
import dev.isonomy.udf.TaskLifter;
import dev.isonomy.udf.TaskModules;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.Tuple2;

/**
 * Makes the rows of one unit of assets out of the numbered rows of its pictures. They depend on the
 * pictures, the models and the settings alone.
 */
final class LiftFunction implements FlatMapFunction<Iterator<Tuple2<Integer, NumberedRow>>, Row> {
  private static final long serialVersionUID = 1L;

  private final Plan plan;
  private final LiveCounter made;

  /**
   * What does not change from row to row.
   *
   * @param imageColumn column of the picture
   * @param maskColumn column of the mask, empty without
   * @param images how the encoded images of rows are read
   * @param lifter how assets are made
   * @param judge the model whose labeler compares asset and picture, null without
   * @param shape of the pictures that the lifting model takes
   * @param carried names of the columns that go along
   */
  record Plan(
      String imageColumn,
      String maskColumn,
      StoredImages images,
      LifterSettings lifter,
      GeneratorSettings judge,
      ImageShape shape,
      List<String> carried)
      implements Serializable {}

  LiftFunction(Plan plan, LiveCounter made) {
    this.plan = plan;
    this.made = made;
  }

  @Override
  public Iterator<Row> call(Iterator<Tuple2<Integer, NumberedRow>> items) {
    List<NumberedRow> unit = new ArrayList<>();
    items.forEachRemaining(item -> unit.add(item._2()));
    // The shuffle brings them in any order.
    unit.sort(Comparator.comparingLong(NumberedRow::number));
    if (unit.isEmpty()) {
      return List.<Row>of().iterator();
    }
    PictureReader reader = new PictureReader(plan.shape().height(), plan.shape().width());
    List<Read> read = unit.stream().map(row -> read(reader, row)).toList();
    Iterator<Lifted<Read>> lifted =
        TaskLifter.lift(
            plan.lifter(), read.stream().filter(Read::readable).iterator(), Read::input);
    Optional<BundleModules> judge = Optional.ofNullable(plan.judge()).map(TaskModules::open);
    Map<Long, Row> assets = new HashMap<>();
    while (lifted.hasNext()) {
      List<Lifted<Read>> batch = next(lifted, plan.lifter().batch());
      List<Row> made = rows(batch, judge);
      for (int i = 0; i < batch.size(); i++) {
        assets.put(batch.get(i).item().row().number(), made.get(i));
      }
      this.made.add(batch.size());
    }
    return read.stream()
        .map(each -> each.readable() ? assets.get(each.row().number()) : rejected(each))
        .iterator();
  }

  private static List<Lifted<Read>> next(Iterator<Lifted<Read>> lifted, int most) {
    List<Lifted<Read>> batch = new ArrayList<>(most);
    while (batch.size() < most && lifted.hasNext()) {
      batch.add(lifted.next());
    }
    return batch;
  }

  /** A picture that was decoded, or why it was not. */
  private record Read(NumberedRow row, LiftInput input, String rejection) {
    boolean readable() {
      return rejection.isEmpty();
    }
  }

  private Read read(PictureReader reader, NumberedRow row) {
    try {
      Cutout picture = reader.readCutout(plan.images().read(row.row(), plan.imageColumn()));
      byte[] mask = picture.alpha();
      if (!plan.maskColumn().isEmpty()) {
        mask = luminance(reader.read(plan.images().read(row.row(), plan.maskColumn())));
      }
      return new Read(row, new LiftInput(picture.rgb(), mask), "");
    } catch (IOException e) {
      return new Read(row, null, String.valueOf(e.getMessage()));
    }
  }

  private static byte[] luminance(byte[] rgb) {
    byte[] mask = new byte[rgb.length / 3];
    for (int i = 0; i < mask.length; i++) {
      int sum = (rgb[3 * i] & 255) + (rgb[3 * i + 1] & 255) + (rgb[3 * i + 2] & 255);
      mask[i] = (byte) ((sum + 1) / 3);
    }
    return mask;
  }

  private List<Row> rows(List<Lifted<Read>> batch, Optional<BundleModules> judge) {
    List<String> seen = judge.map(labeler -> cells(labeler, batch)).orElse(null);
    List<Row> rows = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Object[] values = asset(batch.get(i));
      if (seen != null) {
        values[LiftSchema.ownIndex(LiftSchema.SOURCE_CELL)] = seen.get(i);
        values[LiftSchema.ownIndex(LiftSchema.LIFT_CELL)] = seen.get(batch.size() + i);
      }
      rows.add(RowFactory.create(values));
    }
    return rows;
  }

  private Object[] asset(Lifted<Read> lifted) {
    LiftedAsset asset = lifted.asset();
    NumberedRow source = lifted.item().row();
    String name = "asset-" + source.number();
    Object[] values = values(source);
    int i = 0;
    values[i++] = RowFactory.create(asset.file(), name + "." + plan.lifter().format().label());
    values[i++] = RowFactory.create(asset.preview(), name + ".png");
    values[i++] = RowFactory.create(asset.turntable(), name + "-turntable.png");
    values[i++] = asset.camera().conditioning();
    values[i++] = (long) asset.gaussians();
    values[i++] = plan.lifter().format().label();
    values[i++] = asset.sha256();
    values[i] = plan.lifter().bundle().fingerprint();
    return values;
  }

  /**
   * The labeler's cells of the pictures, then those of the assets seen from the pictures' cameras.
   */
  private static List<String> cells(BundleModules labeler, List<Lifted<Read>> batch) {
    BundleManifest manifest = labeler.bundle().manifest();
    int size = manifest.image().size();
    int count = batch.size();
    byte[] pixels = new byte[2 * count * size];
    for (int i = 0; i < count; i++) {
      System.arraycopy(batch.get(i).picture(), 0, pixels, i * size, size);
      System.arraycopy(batch.get(i).asset().again(), 0, pixels, (count + i) * size, size);
    }
    float[] numbers = Pixels.toNumbers(pixels, 2 * count, manifest.image());
    float[] logits = labeler.label(numbers, 2 * count);
    List<String> cells = new ArrayList<>(2 * count);
    for (int i = 0; i < 2 * count; i++) {
      cells.add(
          manifest.attributes().cellName(Label.read(manifest.attributes(), logits, i).cell()));
    }
    return cells;
  }

  private Row rejected(Read read) {
    Object[] values = values(read.row());
    values[LiftSchema.ownIndex(LiftSchema.ERROR)] = read.rejection();
    return RowFactory.create(values);
  }

  /** A row with its number, its unit and the carried columns. */
  private Object[] values(NumberedRow source) {
    int own = LiftSchema.ownColumns();
    Object[] values = new Object[own + plan.carried().size()];
    values[LiftSchema.ownIndex(LiftSchema.ROW)] = source.number();
    values[LiftSchema.ownIndex(LiftSchema.UNIT)] = source.unit();
    for (int c = 0; c < plan.carried().size(); c++) {
      values[own + c] = source.row().getAs(plan.carried().get(c));
    }
    return values;
  }
}
