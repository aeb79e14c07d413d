package dev.isonomy.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AskedTest {
  private static final AttributeSpace CELLS =
      AttributeSpace.of(
          new Attribute("tone", List.of("dark", "light")),
          new Attribute("hue", List.of("low", "middle", "high")));

  private static PromptTable.Prompt prompt(String id) {
    return new PromptTable.Prompt(id, "a " + id, 1, Map.of(), Map.of());
  }

  @Test
  void severalPromptsMakePairsOfWhichThePromptIsSlower() {
    Asked asked = Asked.of(CELLS, PromptTable.of(List.of(prompt("cat"), prompt("St. Bernard"))));

    assertThat(asked.byPrompt()).isTrue();
    assertThat(asked.prompts()).isEqualTo(2);
    assertThat(asked.space().cellCount()).isEqualTo(12);
    assertThat(Asked.isOfPairs(asked.space())).isTrue();
    for (int prompt = 0; prompt < 2; prompt++) {
      for (int cell = 0; cell < 6; cell++) {
        String pair = asked.space().cellName(prompt * 6 + cell);
        assertThat(Asked.pairName(asked.names().get(prompt), CELLS.cellName(cell))).isEqualTo(pair);
        assertThat(Asked.cellName(pair)).isEqualTo(CELLS.cellName(cell));
      }
    }
  }

  @Test
  void oneThingOrNothingToAskForLeavesTheCellsAlone() {
    for (PromptTable table : List.of(PromptTable.NONE, PromptTable.of(List.of(prompt("cat"))))) {
      Asked asked = Asked.of(CELLS, table);

      assertThat(asked.byPrompt()).isFalse();
      assertThat(asked.prompts()).isOne();
      assertThat(asked.space()).isEqualTo(CELLS);
      assertThat(Asked.isOfPairs(asked.space())).isFalse();
    }
    assertThat(Asked.pairName(null, "dark.low")).isEqualTo("dark.low");
  }

  @Test
  void sharesOfCellsAreSumsOverPrompts() {
    Asked asked = new Asked(CELLS, List.of("cat", "dog"));
    double[] shares = new double[12];
    shares[1] = 0.25;
    shares[7] = 0.5;
    shares[11] = 0.25;

    CellDistribution folded = asked.ofCells(new CellDistribution(asked.space(), shares));

    assertThat(folded.space()).isEqualTo(CELLS);
    assertThat(folded.shares()).containsExactly(new double[] {0, 0.75, 0, 0, 0, 0.25}, within(0.0));
    assertThat(asked.ofCells(folded)).isSameAs(folded);
  }

  @Test
  void aModelWithoutPromptsIsAskedForOneThing() {
    assertThat(PromptTable.NONE.count()).isOne();
    assertThat(PromptTable.NONE.weights()).containsExactly(1);
    assertThat(PromptTable.NONE.prompt(0)).isEmpty();
    PromptTable two = PromptTable.of(List.of(prompt("a"), prompt("b")));
    assertThat(two.count()).isEqualTo(2);
    assertThat(two.prompt(1)).contains(prompt("b"));
  }
}
