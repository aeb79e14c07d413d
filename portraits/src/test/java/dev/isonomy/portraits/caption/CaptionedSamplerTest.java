package dev.isonomy.portraits.caption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.portraits.person.Age;
import dev.isonomy.portraits.person.Expression;
import dev.isonomy.portraits.person.Gender;
import dev.isonomy.portraits.person.Glasses;
import dev.isonomy.portraits.person.Occupation;
import dev.isonomy.portraits.person.OccupationBias;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitDistribution;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CaptionedSamplerTest {
  private static final int N = 20_000;
  private static final List<CaptionedPortrait> BIASED = stream(CaptionedSampler.biased(4));

  @Test
  void captionIsAPureFunctionOfSeedAndIndex() {
    assertThat(CaptionedSampler.biased(4).sample(77)).isEqualTo(BIASED.get(77));
    assertThat(CaptionedSampler.biased(5).sample(77)).isNotEqualTo(BIASED.get(77));
  }

  @Test
  void captionsAreTrue() {
    for (CaptionedPortrait each : BIASED) {
      Portrait portrait = each.portrait();
      PortraitCell cell = portrait.cell();
      String caption = each.caption();
      assertThat(caption).contains(portrait.occupation().title());
      assertWord(caption, "woman|female", cell.gender() == Gender.FEMININE);
      assertWord(caption, "man|male", cell.gender() == Gender.MASCULINE);
      assertWord(caption, "young", cell.age() == Age.YOUNG);
      assertWord(caption, "middle-aged", cell.age() == Age.MIDDLE_AGED);
      assertWord(caption, "old", cell.age() == Age.SENIOR);
      for (String tone : List.of("light", "medium", "dark")) {
        assertWord(caption, tone + " skin", tone.equals(name(cell.skin())));
      }
      assertWord(caption, "calm", portrait.expression() == Expression.CALM);
      assertWord(caption, "smiling", portrait.expression() == Expression.SMILE);
      assertWord(caption, "laughing", portrait.expression() == Expression.LAUGH);
      assertWord(caption, "wearing glasses", portrait.glasses() != Glasses.NONE);
      assertWord(caption, "without glasses", portrait.glasses() == Glasses.NONE);
    }
  }

  @Test
  void mostCaptionsLeaveTheCellOpenAndThenFollowThePlantedBias() {
    double open = BIASED.stream().filter(CaptionedSamplerTest::open).count() / (double) N;
    assertThat(open).isEqualTo(0.60, within(0.015));
    for (Occupation occupation : Occupation.all()) {
      List<CaptionedPortrait> those =
          BIASED.stream()
              .filter(each -> open(each) && each.portrait().occupation() == occupation)
              .toList();
      assertThat((double) those.size()).isEqualTo(0.60 * N / 6, within(200.0));
      assertFollows(those, OccupationBias.of(occupation));
    }
  }

  @Test
  void completeCaptionsNameEveryCellEquallyOften() {
    List<CaptionedPortrait> complete =
        BIASED.stream().filter(each -> each.caption().matches(complete())).toList();
    assertThat((double) complete.size()).isEqualTo(0.20 * N, within(250.0));
    assertFollows(complete, PortraitDistribution.balanced());
  }

  @Test
  void evenStreamHasAllCellsAlike() {
    assertFollows(stream(CaptionedSampler.even(3)), PortraitDistribution.balanced());
  }

  @Test
  void articlesFitTheirNouns() {
    assertThat(BIASED)
        .extracting(CaptionedPortrait::caption)
        .noneMatch(caption -> caption.matches("(.* )?(a [aeiou]|an [^aeiou]).*"))
        .contains("a portrait of a doctor", "an image of a nurse, smiling");
  }

  private static String complete() {
    return ".*(young|middle-aged|old) (woman|man|female|male).* skin.*";
  }

  private static boolean open(CaptionedPortrait each) {
    return !each.caption().matches(".*\\b(young|middle-aged|old|woman|man|female|male|skin)\\b.*");
  }

  private static void assertFollows(List<CaptionedPortrait> those, PortraitDistribution expected) {
    int[] counts = new int[PortraitCell.COUNT];
    those.forEach(each -> counts[each.portrait().cell().index()]++);
    for (PortraitCell cell : PortraitCell.all()) {
      double p = expected.probability(cell);
      assertThat(counts[cell.index()] / (double) those.size())
          .as("%s", cell)
          .isEqualTo(p, within(4.5 * Math.sqrt(p * (1 - p) / those.size())));
    }
  }

  private static void assertWord(String caption, String words, boolean allowed) {
    if (Pattern.compile("\\b(" + words + ")\\b").matcher(caption).find()) {
      assertThat(allowed).as(caption).isTrue();
    }
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static List<CaptionedPortrait> stream(CaptionedSampler sampler) {
    return LongStream.range(0, N).mapToObj(sampler::sample).toList();
  }
}
