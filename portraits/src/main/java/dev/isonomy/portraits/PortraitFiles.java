package dev.isonomy.portraits;

import dev.isonomy.portraits.person.Age;
import dev.isonomy.portraits.person.Gender;
import dev.isonomy.portraits.person.Glasses;
import dev.isonomy.portraits.person.HairColour;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import dev.isonomy.portraits.person.SkinTone;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A part of a stream of portraits as two plain files that any language reads without a library.
 *
 * <p>{@code images.u8}: raw bytes [N, 64, 64, 3], sRGB. {@code labels.csv}: a row per image with
 * its index in the stream and the class indices of {@link Gender}, {@link Age}, {@link SkinTone},
 * {@link HairColour} (the enums' order) and {@link Glasses#label()}.
 */
final class PortraitFiles {
  static final String HEADER = "index,gender,age,skin,hair_colour,glasses\n";

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
      for (int start = 0; start < count; start += RenderedBlock.SIZE) {
        long from = first + start;
        long to = Math.min(from + RenderedBlock.SIZE, first + count);
        List<Portrait> block = LongStream.range(from, to).mapToObj(sampler::sample).toList();
        for (byte[] rgb : RenderedBlock.of(block)) {
          images.write(rgb);
        }
        for (int i = 0; i < block.size(); i++) {
          labels.write(row(block.get(i), from + i));
        }
      }
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
