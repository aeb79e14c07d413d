package dev.isonomy.portraits;

import dev.isonomy.portraits.person.Age;
import dev.isonomy.portraits.person.Gender;
import dev.isonomy.portraits.person.Glasses;
import dev.isonomy.portraits.person.HairColour;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import dev.isonomy.portraits.person.SkinTone;
import dev.isonomy.portraits.render.PortraitRenderer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * A part of a stream of portraits as two plain files that any language reads without a library.
 *
 * <p>{@code images.u8}: raw bytes [N, 64, 64, 3], sRGB. {@code labels.csv}: a row per image with
 * its index in the stream and the class indices of {@link Gender}, {@link Age}, {@link SkinTone},
 * {@link HairColour} (the enums' order) and {@link Glasses#label()}.
 */
final class PortraitFiles {
  static final String HEADER = "index,gender,age,skin,hair_colour,glasses\n";
  private static final int THREADS = 2;
  // Portraits that are held in memory before they are written.
  private static final int BLOCK = 512;

  private final PortraitRenderer renderer = new PortraitRenderer();
  private final PortraitSampler sampler;
  private final long first;

  PortraitFiles(PortraitSampler sampler, long first) {
    this.sampler = sampler;
    this.first = first;
  }

  /** Writes {@code count} portraits into a directory, which is created if it does not exist. */
  void write(Path directory, int count) throws IOException {
    Files.createDirectories(directory);
    try (OutputStream images =
            new BufferedOutputStream(Files.newOutputStream(directory.resolve("images.u8")));
        Writer labels = Files.newBufferedWriter(directory.resolve("labels.csv"))) {
      labels.write(HEADER);
      for (int start = 0; start < count; start += BLOCK) {
        int length = Math.min(BLOCK, count - start);
        for (byte[] rgb : render(first + start, length)) {
          images.write(rgb);
        }
        for (int i = 0; i < length; i++) {
          labels.write(row(sampler.sample(first + start + i), first + start + i));
        }
      }
    }
  }

  private byte[][] render(long start, int length) {
    byte[][] pixels = new byte[length][];
    Thread[] threads = new Thread[THREADS];
    Throwable[] failure = new Throwable[1];
    for (int k = 0; k < THREADS; k++) {
      IntStream mine = IntStream.iterate(k, i -> i < length, i -> i + THREADS);
      Runnable task =
          () -> mine.forEach(i -> pixels[i] = renderer.render(sampler.sample(start + i)).rgb());
      threads[k] = new Thread(task, "portraits-" + k);
      threads[k].setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
      threads[k].start();
    }
    for (Thread thread : threads) {
      join(thread);
    }
    if (failure[0] != null) {
      throw new IllegalStateException("portraits from index " + start + " failed", failure[0]);
    }
    return pixels;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while rendering", e);
    }
  }

  /** A line of {@code labels.csv}. */
  static String row(Portrait portrait, long index) {
    PortraitCell cell = portrait.cell();
    int[] classes = {
      cell.gender().ordinal(),
      cell.age().ordinal(),
      cell.skin().ordinal(),
      portrait.hair().colour().ordinal(),
      portrait.glasses().label()
    };
    // Not String.format: its digits follow the machine's locale.
    StringBuilder row = new StringBuilder().append(index);
    for (int label : classes) {
      row.append(',').append(label);
    }
    return row.append('\n').toString();
  }
}
