package dev.isonomy.spark.task;

import dev.isonomy.lift.LiftedAsset;
import java.util.Optional;

/**
 * What became of an item that was to be lifted.
 *
 * @param item the item
 * @param asset its asset, empty if its image cannot be decoded
 * @param rejection why not, empty with an asset
 * @param cells what the labeler says, empty without a labeler or an asset
 * @param <T> the items
 */
public record Lifted<T>(
    T item, Optional<LiftedAsset> asset, String rejection, Optional<SeenCells> cells) {

  /**
   * What the labeler sees.
   *
   * @param image the cell of the image
   * @param asset the cell of the asset, seen from the image's camera
   */
  public record SeenCells(String image, String asset) {}
}
