package dev.isonomy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.condition.ConditionChoice;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConditionChoicesTest {
  private static final Path TINY =
      Path.of("..", "generator-udf", "src", "test", "resources", "bundles", "tiny");

  @TempDir Path temporary;
  private ModelBundle bundle;

  @BeforeEach
  void declare() throws IOException {
    String conditions =
        "[{'name': 'breed', 'source': 'class', 'classes': ['pug', 'boxer', 'beagle']},"
            + "{'name': 'age', 'source': 'number', 'range': [0, 10]},"
            + "{'name': 'size', 'source': 'constant', 'values': [3]}]";
    Path folder = Files.createDirectory(temporary.resolve("b"));
    JsonObject json =
        JsonParser.parseString(Files.readString(TINY.resolve("bundle.json"))).getAsJsonObject();
    json.add("conditions", JsonParser.parseString(conditions));
    json.add("latentSpace", JsonParser.parseString("{'type': 'noisy', 'timestep': 3}"));
    Files.writeString(folder.resolve("bundle.json"), json.toString());
    bundle = ModelBundle.fromDirectory(folder);
  }

  private Map<String, ConditionChoice> of(String name, String... values) {
    return ConditionChoices.of(Map.of(name, List.of(values)), bundle);
  }

  @Test
  void classesAndNumbersAreChosen() {
    assertThat(of("breed", "beagle", "pug"))
        .containsEntry("breed", new ConditionChoice.Classes(new double[] {1, 0, 1}));
    assertThat(of("age", "2", "3.5")).containsEntry("age", new ConditionChoice.Numbers(2, 3.5));
    assertThat(of("age", "7")).containsEntry("age", new ConditionChoice.Numbers(7, 7));
  }

  @Test
  void whatTheBundleDoesNotKnowIsNamed() {
    assertRefused(
        "isonomy.generate.conditions.bred is not a condition of classes or numbers of bundle tiny",
        "bred",
        "pug");
    assertRefused("isonomy.generate.conditions.size is not a condition of classes", "size", "4");
    assertRefused("conditions.breed names begle, which is no class of it", "breed", "begle");
    String range = "must be a number, or the least and the most of a range, between 0.0 and 10.0";
    assertRefused(range, "age", "11");
    assertRefused(range, "age", "3", "2");
    assertRefused(range, "age", "1", "2", "3");
    assertRefused(range, "age", "young");
    assertThatThrownBy(
            () -> ConditionChoices.of(Map.of("a", List.of("1")), ModelBundle.fromDirectory(TINY)))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("it has none");
  }

  private void assertRefused(String message, String name, String... values) {
    assertThatThrownBy(() -> of(name, values))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }
}
