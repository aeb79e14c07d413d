package dev.isonomy.spark;

import dev.isonomy.mixture.kernel.RowBlock;
import java.io.Serializable;

/** A block of rows, or the message that refuses the first unusable row. */
final class BlockOrRefusal implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RowBlock block;
  private final String refusal;

  private BlockOrRefusal(RowBlock block, String refusal) {
    this.block = block;
    this.refusal = refusal;
  }

  static BlockOrRefusal of(RowBlock block) {
    return new BlockOrRefusal(block, null);
  }

  static BlockOrRefusal refused(String refusal) {
    return new BlockOrRefusal(null, refusal);
  }

  RowBlock block() {
    return block;
  }

  String refusal() {
    return refusal;
  }
}
