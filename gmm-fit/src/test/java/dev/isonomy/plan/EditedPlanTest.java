package dev.isonomy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of {@code plan.json} in turn is lost, misspelled or given something else. */
class EditedPlanTest {
  private static final String SOURCE = "run/plan.json";

  /** What a plan may leave out, or what nothing follows from. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "notes",
          "expectedDraws",
          "expectedDrawsError",
          "expectedDrawsInterval",
          "quotaByUnit",
          "excluded");

  /** Numbers for readers, which follow from others and are not read. */
  private static final Set<String> FOR_READERS = Set.of("expectedDraws", "expectedDrawsInterval");

  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("tone", List.of("dark", "light")));

  private static final GenerationPlan CONDITIONAL =
      GenerationPlan.of(
              3,
              CellDistribution.uniform(SPACE),
              new UnitLayout(new long[] {4, 4}, 2),
              new Rejection(
                  new Start.State(400),
                  new double[][] {{1, 0}, {0.25, 0.75}},
                  new double[] {0.8, 0.5},
                  0.125,
                  new Thresholds(0.5, 0, 60, ShortfallPolicy.FAIL)))
          .split(new Splits(0.25, 0))
          .withNotes(List.of("a note"));

  private static final GenerationPlan WEIGHTED =
      GenerationPlan.of(
              3,
              CellDistribution.uniform(SPACE),
              new UnitLayout(new long[] {5, 5}, 5),
              new Weighting(
                  "prior",
                  new Start.Code(),
                  new ComponentWeights(new double[] {0.25, 0.75}, new double[] {0.5, 0.5}, 0.1)))
          .completing(new Completion(CellDistribution.uniform(SPACE), new long[] {5, 5}));

  /** A key of a plan: the object that has it, on the way from the root. */
  record Place(String plan, List<String> path) {
    String key() {
      return path.get(path.size() - 1);
    }

    /** As a message names it. */
    String name() {
      StringBuilder name = new StringBuilder();
      for (String each : path) {
        name.append(name.isEmpty() || each.startsWith("[") ? "" : ".").append(each);
      }
      return name.toString();
    }

    String edited(BiConsumer<JsonObject, String> edit) {
      JsonElement root = JsonParser.parseString(text(plan));
      JsonElement at = root;
      for (String each : path.subList(0, path.size() - 1)) {
        at =
            each.startsWith("[")
                ? at.getAsJsonArray().get(Integer.parseInt(each.substring(1, each.length() - 1)))
                : at.getAsJsonObject().get(each);
      }
      edit.accept(at.getAsJsonObject(), key());
      return root.toString();
    }

    @Override
    public String toString() {
      return plan + ": " + name();
    }
  }

  private static String text(String plan) {
    return (plan.equals("conditional") ? CONDITIONAL : WEIGHTED).toJson();
  }

  static Stream<Place> places() {
    List<Place> places = new ArrayList<>();
    for (String plan : List.of("conditional", "weighted")) {
      collect(plan, JsonParser.parseString(text(plan)), List.of(), places);
    }
    return places.stream();
  }

  private static void collect(
      String plan, JsonElement element, List<String> path, List<Place> places) {
    if (element instanceof JsonObject object) {
      for (String key : object.keySet()) {
        List<String> inner = Stream.concat(path.stream(), Stream.of(key)).toList();
        places.add(new Place(plan, inner));
        collect(plan, object.get(key), inner, places);
      }
    } else if (element instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        List<String> inner = Stream.concat(path.stream(), Stream.of("[" + i + "]")).toList();
        collect(plan, array.get(i), inner, places);
      }
    }
  }

  /** Numbers that are keyed by the index of a component: one that is missing is 0. */
  private static boolean isSparse(Place place) {
    return place.key().matches("\\d+");
  }

  @ParameterizedTest
  @MethodSource("places")
  void aKeyThatIsLostIsNamed(Place place) {
    String edited = place.edited(JsonObject::remove);
    if (OPTIONAL.contains(place.key())) {
      assertThat(GenerationPlan.fromJson(edited, SOURCE).quotas()).isNotEmpty();
    } else if (isSparse(place)) {
      assertRefused(edited, place.name().contains("dark") ? "images of dark" : "sum to 1");
    } else {
      assertRefused(edited, place.key());
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void aKeyThatIsMisspelledIsNamedAndNeverReadPast(Place place) {
    String edited = place.edited((object, key) -> object.add(key + "x", object.remove(key)));
    assertRefused(edited, OPTIONAL.contains(place.key()) ? place.key() + "x" : place.key());
  }

  /** Attributes are written as bundles have them, which may say more of each. */
  private static boolean isOfAttribute(Place place) {
    return place.path().size() > 1 && place.path().get(0).equals("attributes");
  }

  @ParameterizedTest
  @MethodSource("places")
  void aKeyThatIsAddedIsNamed(Place place) {
    if (isOfAttribute(place)) {
      return;
    }
    String edited = place.edited((object, key) -> object.addProperty("stranger", 1));
    assertRefused(edited, "stranger");
  }

  @ParameterizedTest
  @MethodSource("places")
  void aValueOfAnotherTypeIsNamedByItsKey(Place place) {
    if (FOR_READERS.contains(place.key())) {
      return;
    }
    boolean attribute = place.path().contains("attributes");
    JsonObject strange = new JsonObject();
    strange.addProperty("a", 1);
    for (JsonElement other : List.of(new JsonPrimitive(""), strange, new JsonPrimitive(-7.5))) {
      if (place.name().endsWith("].name") && attribute && other.toString().equals("-7.5")) {
        continue; // a name that is written without quotes
      }
      String edited = place.edited((object, key) -> object.add(key, other));
      assertRefused(edited, attribute ? "attribute" : place.key());
    }
    if (!OPTIONAL.contains(place.key())) {
      assertRefused(
          place.edited((object, key) -> object.add(key, JsonNull.INSTANCE)),
          attribute ? "attribute" : place.key());
    }
  }

  @Test
  void aPlanThatIsHalfACompletionIsRefused() {
    for (String key : List.of("existing", "targetOfWhole")) {
      Place place = new Place("weighted", List.of("cells", "dark", key));

      assertRefused(place.edited(JsonObject::remove), "cells.dark." + key);
    }
  }

  private static void assertRefused(String json, String named) {
    assertThatThrownBy(() -> GenerationPlan.fromJson(json, SOURCE))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(SOURCE)
        .hasMessageContaining(named)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
