package dev.isonomy.stage.lift;

import dev.isonomy.lift.LiftedAsset;
import dev.isonomy.spark.task.Lifted;
import dev.isonomy.splat.SplatFormat;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Assets as rows of {@link LiftSchema}.
 *
 * @param carried names of the columns that go along
 * @param format of the assets' files
 * @param lifterSha256 the lifting model's fingerprint
 */
record AssetRows(List<String> carried, SplatFormat format, String lifterSha256)
    implements Serializable {

  /** The row of an item, with its asset or why it has none. */
  Row row(Lifted<NumberedRow> lifted) {
    Object[] values = values(lifted.item());
    lifted.asset().ifPresent(asset -> add(values, lifted.item().number(), asset));
    if (!lifted.rejection().isEmpty()) {
      values[LiftSchema.ownIndex(LiftSchema.ERROR)] = lifted.rejection();
    }
    lifted
        .cells()
        .ifPresent(
            cells -> {
              values[LiftSchema.ownIndex(LiftSchema.SOURCE_CELL)] = cells.image();
              values[LiftSchema.ownIndex(LiftSchema.LIFT_CELL)] = cells.asset();
            });
    return RowFactory.create(values);
  }

  private void add(Object[] values, long number, LiftedAsset asset) {
    String name = "asset-" + number;
    int i = 0;
    values[i++] = RowFactory.create(asset.file(), name + "." + format.label());
    values[i++] = RowFactory.create(asset.preview(), name + ".png");
    values[i++] = RowFactory.create(asset.turntable(), name + "-turntable.png");
    values[i++] = asset.camera().conditioning();
    values[i++] = (long) asset.gaussians();
    values[i++] = format.label();
    values[i++] = asset.sha256();
    values[i] = lifterSha256;
  }

  /** A row with its number, its unit and the carried columns. */
  private Object[] values(NumberedRow source) {
    int own = LiftSchema.ownColumns();
    Object[] values = new Object[own + carried.size()];
    values[LiftSchema.ownIndex(LiftSchema.ROW)] = source.number();
    values[LiftSchema.ownIndex(LiftSchema.UNIT)] = source.unit();
    for (int c = 0; c < carried.size(); c++) {
      values[own + c] = source.row().getAs(carried.get(c));
    }
    return values;
  }
}
