package dev.isonomy.portraits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.model.ModelBundle;
import dev.isonomy.portraits.caption.CaptionedSampler;
import dev.isonomy.portraits.person.PortraitSampler;
import dev.isonomy.portraits.render.PortraitRenderer;
import dev.isonomy.spi.ImageSequence;
import dev.isonomy.spi.ImageSize;
import dev.isonomy.spi.Providers;
import dev.isonomy.spi.ReferenceImages;
import dev.isonomy.spi.SourceImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortraitReferencesTest {
  private static final ImageSize SIZE = new ImageSize(64, 64);
  private final ReferenceImages references =
      Providers.named(ReferenceImages.class, "renderer").orElseThrow();

  @Test
  void theyAreForTheEmbeddedModel() {
    assertThat(references.model())
        .isEqualTo(ModelBundle.open(PortraitsBundle.NAME).manifest().identity().name());
  }

  @Test
  void balancedOnesTakeTheCellsInTurn() {
    ImageSequence balanced = references.balanced(SIZE, 3, 40);
    assertThat(balanced.count()).isEqualTo(40);
    List<SourceImage> around = balanced.images(16, 20);
    assertThat(around).extracting(SourceImage::cell).containsExactly(16, 17, 0, 1);
    assertThat(around.get(0).id()).isEqualTo("balanced-16");
  }

  @Test
  void noReferenceIsAnImageOfTheRunsSource() {
    byte[] source = new PortraitRenderer().render(PortraitSampler.natural(3).sample(0)).rgb();
    assertThat(references.natural(SIZE, 3, 1).images(0, 1).get(0).pixels()).isNotEqualTo(source);
  }

  @Test
  void trainingImagesAreThoseOfTheModelCard() {
    // PortraitExport --count 40000 --seed 1 --distribution natural
    ImageSequence training = references.training(SIZE);
    assertThat(training.count()).isEqualTo(40_000);
    List<SourceImage> last = training.images(39_998, 40_000);
    assertThat(IntStream.range(0, 2).mapToObj(i -> last.get(i).pixels()))
        .containsExactly(rendered(39_998), rendered(39_999));
    assertThat(last.get(1).cell())
        .isEqualTo(PortraitSampler.natural(1).sample(39_999).cell().index());
  }

  private static byte[] rendered(int index) {
    return new PortraitRenderer().render(PortraitSampler.natural(1).sample(index)).rgb();
  }

  @Test
  void peopleAtWorkTakeCellsThenOccupationsInTurn() {
    ReferenceImages atWork = Providers.named(ReferenceImages.class, "occupations").orElseThrow();
    List<SourceImage> balanced = atWork.balanced(SIZE, 3, 40).images(17, 20);
    assertThat(balanced).extracting(SourceImage::cell).containsExactly(17, 0, 1);
    assertThat(balanced.get(0).pixels()).isNotEqualTo(balanced.get(1).pixels());
    // WordsExport --count 12000 --seed 1 --distribution biased
    ImageSequence training = atWork.training(SIZE);
    assertThat(training.count()).isEqualTo(12_000);
    assertThat(training.images(11_999, 12_000).get(0).pixels())
        .isEqualTo(
            new PortraitRenderer()
                .render(CaptionedSampler.biased(1).sample(11_999).portrait())
                .rgb());
  }
}
