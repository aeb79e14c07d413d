package dev.isonomy.audit.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.attribute.CellName;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiftPageTest {
  private static final LiftPage.Sample SAMPLE =
      new LiftPage.Sample(new byte[] {1}, new byte[] {2}, new byte[] {3});

  private static LiftPage.Cell cell(long assets, long judged, long same, String... classes) {
    return new LiftPage.Cell(
        CellName.join(List.of(classes)), assets, judged, same, assets > 0 ? SAMPLE : null);
  }

  private static String page(long rejected, LiftPage.Cell... cells) {
    return LiftPage.render(
        new LiftPage.Contents("model <1>", "ab", "ply", rejected, 2.5, 40, List.of(cells)));
  }

  @Test
  void namesOfAnyKindAreShownAsTheyAreAndEscapedOnce() {
    String page =
        page(
            0,
            cell(2, 2, 2, "v1.0", "</script><b>"),
            cell(2, 2, 1, "50% & \"more\"", "日本 🙂"),
            cell(2, 2, 1, "a\nb\u202e\u0001", "it's"));

    assertThat(page)
        .contains("<b>v1.0, &lt;/script&gt;&lt;b&gt;</b>")
        .contains("<b>50% &amp; \"more\", 日本 🙂</b>")
        .contains("data-name=\"50% &amp; &#34;more&#34;, 日本 🙂\"")
        .contains("<dd>model &lt;1&gt;</dd>")
        .doesNotContain("</script><b>", "\u202e", "\u0001", "%2E", "&amp;amp;");
  }

  @Test
  void theWeakestCellAndLowSharesAreMarked() {
    String page = page(3, cell(10, 10, 9, "a"), cell(10, 10, 3, "b"), cell(0, 0, 0, "c"));

    assertThat(page)
        .contains("<h1>20 assets in 3 cells.</h1>")
        .contains("<span class=\"warn\">60% of them</span>")
        .contains("3 images could not be lifted.")
        .contains("<dd>30%</dd><dd class=\"note\">b</dd>")
        .contains("<span class=\"bar low\"><i style=\"width:30.0%\"></i></span>");
  }

  @Test
  void equalCellsAreSaidInTheHeadlineAndOneCellHasNoFigures() {
    assertThat(page(0, cell(5, 5, 5, "a"), cell(5, 5, 5, "b")))
        .contains("<span class=\"good\">10 assets, 5 in each of 2 cells.</span>");
    assertThat(page(0, cell(1, 0, 0, "all")))
        .contains("<h1>1 asset.</h1>", "No labeler judged them.")
        .doesNotContain("class=\"figures\"");
  }
}
