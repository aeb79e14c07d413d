package dev.isonomy.audit.dataset;

import dev.isonomy.audit.page.Thumbnail;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Thumbnails of a few images of each cell: those with the smallest hashes, so that the choice is
 * random but does not depend on partitions. Mutable and mergeable.
 */
final class ThumbnailSample implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int perCell;
  private final List<List<Shown>> cells;

  /** An encoded thumbnail with the hash of its image. */
  record Shown(int hash, byte[] bytes) implements Serializable {}

  ThumbnailSample(int cells, int perCell) {
    this.perCell = perCell;
    this.cells = new ArrayList<>();
    IntStream.range(0, cells).forEach(cell -> this.cells.add(new ArrayList<>()));
  }

  /** Offers an encoded image; one that cannot be decoded is left out. */
  ThumbnailSample add(int cell, byte[] bytes) {
    int hash = Arrays.hashCode(bytes);
    List<Shown> kept = cells.get(cell);
    boolean wanted = kept.size() < perCell || kept.stream().anyMatch(shown -> hash < shown.hash());
    if (wanted) {
      Thumbnail.of(bytes, "").ifPresent(small -> offer(cell, new Shown(hash, small.png())));
    }
    return this;
  }

  ThumbnailSample merge(ThumbnailSample other) {
    for (int cell = 0; cell < cells.size(); cell++) {
      for (Shown each : other.cells.get(cell)) {
        offer(cell, each);
      }
    }
    return this;
  }

  private void offer(int cell, Shown image) {
    List<Shown> kept = cells.get(cell);
    kept.add(image);
    if (kept.size() > perCell) {
      kept.sort(Comparator.comparingInt(Shown::hash));
      kept.remove(kept.size() - 1);
    }
  }

  /** The thumbnails of each cell, as PNG. */
  List<List<byte[]>> thumbnails() {
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
