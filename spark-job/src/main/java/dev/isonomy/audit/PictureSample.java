package dev.isonomy.audit;

import dev.isonomy.audit.page.Picture;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Thumbnails of a few pictures of each cell, those with the smallest hashes: at random, and the
 * same ones whatever the partitions. Mutable and mergeable.
 */
final class PictureSample implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int perCell;
  private final List<List<Shown>> cells;

  /** An encoded thumbnail with the hash of its picture. */
  record Shown(int hash, byte[] bytes) implements Serializable {}

  PictureSample(int cells, int perCell) {
    this.perCell = perCell;
    this.cells = new ArrayList<>();
    IntStream.range(0, cells).forEach(cell -> this.cells.add(new ArrayList<>()));
  }

  /** Offers an encoded picture; one that cannot be decoded is left out. */
  PictureSample add(int cell, byte[] bytes) {
    int hash = Arrays.hashCode(bytes);
    List<Shown> kept = cells.get(cell);
    boolean wanted = kept.size() < perCell || kept.stream().anyMatch(shown -> hash < shown.hash());
    if (wanted) {
      Picture.thumbnail(bytes, "").ifPresent(small -> offer(cell, new Shown(hash, small.png())));
    }
    return this;
  }

  PictureSample merge(PictureSample other) {
    for (int cell = 0; cell < cells.size(); cell++) {
      for (Shown each : other.cells.get(cell)) {
        offer(cell, each);
      }
    }
    return this;
  }

  private void offer(int cell, Shown picture) {
    List<Shown> kept = cells.get(cell);
    kept.add(picture);
    if (kept.size() > perCell) {
      kept.sort(Comparator.comparingInt(Shown::hash));
      kept.remove(kept.size() - 1);
    }
  }

  /** The pictures per cell. */
  List<List<byte[]>> pictures() {
    return cells.stream()
        .map(
            kept ->
                kept.stream()
                    .sorted(Comparator.comparingInt(Shown::hash))
                    .map(Shown::bytes)
                    .toList())
        .toList();
  }
}
