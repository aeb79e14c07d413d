package dev.isonomy.portraits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.portraits.caption.CaptionedSampler;
import dev.isonomy.portraits.person.Occupation;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import dev.isonomy.portraits.render.PortraitRenderer;
import dev.isonomy.spi.ImageSequence;
import dev.isonomy.spi.ImageSize;
import dev.isonomy.spi.ImageSource;
import dev.isonomy.spi.Providers;
import dev.isonomy.spi.SourceImage;
import dev.isonomy.spi.SourceRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortraitSourceTest {
  private static final AttributeSpace CELLS =
      ModelBundle.open(PortraitsBundle.NAME).manifest().attributes();
  private static final ImageSize SIZE = new ImageSize(64, 64);

  private static ImageSequence draw(AttributeSpace space, ImageSize size) {
    return Providers.named(ImageSource.class, "renderer")
        .orElseThrow()
        .draw(new SourceRequest(space, size, 7, 3, 2));
  }

  @Test
  void unlabelledImagesComeFirstThenThoseOfEachCell() {
    ImageSequence images = draw(CELLS, SIZE);
    assertThat(images.count()).isEqualTo(3 + 2 * PortraitCell.COUNT);
    List<SourceImage> some = images.images(2, 6);
    assertThat(some)
        .extracting(SourceImage::id)
        .containsExactly("natural-2", "support-3", "support-4", "support-5");
    assertThat(some).extracting(SourceImage::cell).containsExactly(SourceImage.UNLABELLED, 0, 0, 1);
    assertThat(some).allSatisfy(each -> assertThat(each.pixels()).hasSize(3 * 64 * 64));
    PortraitRenderer renderer = new PortraitRenderer();
    assertThat(some.get(0).pixels())
        .isEqualTo(renderer.render(PortraitSampler.natural(7).sample(2)).rgb());
    assertThat(some.get(3).pixels())
        .isEqualTo(renderer.render(PortraitSampler.ofCell(PortraitCell.of(1), 7, 5)).rgb());
  }

  @Test
  void anImageIsTheSameOnEveryExecutor() throws IOException, ClassNotFoundException {
    ImageSequence images = draw(CELLS, SIZE);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(images);
    }
    ImageSequence sent;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      sent = (ImageSequence) in.readObject();
    }
    assertThat(sent.images(4, 5).get(0).pixels()).isEqualTo(images.images(0, 6).get(4).pixels());
  }

  @Test
  void otherCellsAndShapesAreRefused() {
    AttributeSpace other =
        new AttributeSpace(List.of(new Attribute("shape", List.of("round", "square"))));
    assertThatThrownBy(() -> draw(other, SIZE))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "isonomy.source.kind renderer draws the cells of the portraits model only; set it to"
                + " images or parquet for a model with the cells round, square, ...");
    assertThatThrownBy(() -> draw(CELLS, new ImageSize(64, 32)))
        .isInstanceOf(UserException.class)
        .hasMessage("isonomy.source.kind renderer draws square images but the model wants 64x32");
  }

  @Test
  void peopleAtWorkHaveEveryOccupationInEveryCell() {
    ImageSequence images =
        Providers.named(ImageSource.class, "occupations")
            .orElseThrow()
            .draw(new SourceRequest(CELLS, SIZE, 7, 3, 12));
    assertThat(images.count()).isEqualTo(3 + 12 * PortraitCell.COUNT);
    List<SourceImage> some = images.images(2, 16);
    assertThat(some).extracting(SourceImage::cell).startsWith(SourceImage.UNLABELLED, 0, 0);
    assertThat(some.get(13).cell()).isEqualTo(1);
    PortraitRenderer renderer = new PortraitRenderer();
    assertThat(some.get(0).pixels())
        .isEqualTo(renderer.render(CaptionedSampler.biased(7).sample(2).portrait()).rgb());
    for (int turn = 0; turn < 12; turn++) {
      Occupation occupation = Occupation.all().get(turn % 6);
      Portrait portrait = CaptionedSampler.of(occupation, PortraitCell.of(0), 7, 3 + turn);
      assertThat(some.get(1 + turn).pixels())
          .as("%s in turn %s", occupation, turn)
          .isEqualTo(renderer.render(portrait).rgb());
    }
  }
}
