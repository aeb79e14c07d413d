package dev.isonomy.plan;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads {@code plan.json}, which people may edit. A number that follows from others, such as the
 * count of units, must agree with them: a plan that contradicts itself is refused.
 */
final class PlanReader {
  private static final Set<String> KEYS =
      Set.of(
          "formatVersion",
          "method",
          "seed",
          "images",
          "unitSize",
          "units",
          "splits",
          "start",
          "thresholds",
          "expectedDraws",
          "expectedDrawsError",
          "expectedDrawsInterval",
          "notes",
          "attributes",
          "componentCount",
          "phrasings",
          "weights",
          "residual",
          "cells");
  private static final Set<String> CELL_KEYS =
      Set.of(
          "existing",
          "targetOfWhole",
          "target",
          "quota",
          "quotaByUnit",
          "excluded",
          "expectedAcceptance",
          "components",
          "expectedShare");
  private static final double MOST_ACCEPTANCE = 1 + 1e-6;

  private final JsonFields root;
  private final AttributeSpace space;
  private final JsonFields cells;
  private final int components;

  private PlanReader(JsonFields root) {
    root.requireFormat(GenerationPlan.FORMAT_VERSION);
    root.onlyKeys(KEYS);
    this.root = root;
    this.space = AttributeSpace.fromJson(root.array("attributes"));
    this.cells = root.object("cells");
    this.cells.onlyKeys(Set.copyOf(space.cellNames()));
    space.cellNames().forEach(name -> cells.object(name).onlyKeys(CELL_KEYS));
    this.components = root.integer("componentCount", 1);
  }

  static GenerationPlan read(String text, String source) {
    JsonFields root = JsonFields.parse(text, source);
    try {
      return new PlanReader(root).plan();
    } catch (UserException | IllegalArgumentException e) { // checks of values do not know the file
      String message = String.valueOf(e.getMessage());
      throw new UserException(message.startsWith(source) ? message : source + ": " + message, e);
    }
  }

  private GenerationPlan plan() {
    UnitLayout layout = layout();
    return new GenerationPlan(
        root.whole("seed", Long.MIN_VALUE),
        new CellDistribution(space, shares("target")),
        layout,
        root.objects("splits").stream().map(PlanReader::split).toList(),
        drawing(),
        excluded(),
        completion(),
        root.has("notes") ? root.texts("notes") : List.of());
  }

  private UnitLayout layout() {
    UnitLayout layout = new UnitLayout(counts("quota"), root.integer("unitSize", 1));
    requireDerived("images", layout.images(), "the sum of the quotas");
    requireDerived("units", layout.unitCount(), "the images over unitSize, rounded up");
    PlanWriter.quotasByUnit(layout).ifPresent(this::requireQuotasByUnit);
    return layout;
  }

  private void requireDerived(String key, long wanted, String rule) {
    long found = root.whole(key, 0);
    if (found != wanted) {
      throw root.error(key, "must be " + wanted + ", " + rule + ",", Long.toString(found));
    }
  }

  private void requireQuotasByUnit(int[][] wanted) {
    for (int c = 0; c < wanted.length; c++) {
      JsonFields cell = cells.object(space.cellName(c));
      int[] found = cell.has("quotaByUnit") ? cell.integers("quotaByUnit") : wanted[c];
      if (!Arrays.equals(found, wanted[c])) {
        throw cell.error(
            "quotaByUnit",
            "must follow from quota and unitSize, or be left out,",
            Arrays.toString(found));
      }
    }
  }

  private static Splits.Split split(JsonFields fields) {
    fields.onlyKeys(Set.of("name", "firstUnit", "units"));
    return new Splits.Split(
        fields.text("name"), fields.whole("firstUnit", 0), fields.whole("units", 1));
  }

  private Drawing drawing() {
    JsonFields from = root.object("start");
    from.onlyKeys(Set.of("from", "timestep"));
    Start start = Start.read(from);
    String method = root.text("method");
    BalanceMethod named = root.mapped("method", BalanceMethod::fromName);
    boolean prompted = named instanceof BalanceMethod.Prompted;
    if (!prompted && root.has("phrasings")) {
      throw root.error("phrasings", "must be left out for the method " + method + ",", "there");
    }
    return named instanceof BalanceMethod.Rejecting
        ? rejection(start, prompted ? root.texts("phrasings") : List.of())
        : weighting(method, start);
  }

  private Rejection rejection(Start start, List<String> phrasings) {
    double[][] drawn = new double[space.cellCount()][];
    double[] acceptance = new double[drawn.length];
    for (int c = 0; c < drawn.length; c++) {
      JsonFields cell = cells.object(space.cellName(c));
      drawn[c] = cell.sparse("components", components, 1);
      acceptance[c] = cell.number("expectedAcceptance", 0, MOST_ACCEPTANCE);
    }
    double error =
        root.has("expectedDrawsError")
            ? root.number("expectedDrawsError", 0, Double.POSITIVE_INFINITY)
            : 0;
    Thresholds thresholds = thresholds(root.object("thresholds"));
    return new Rejection(start, drawn, acceptance, error, thresholds, phrasings);
  }

  private static Thresholds thresholds(JsonFields fields) {
    fields.onlyKeys(Set.of("minimumPurity", "abstainBelow", "maxDrawsPerImage", "shortfall"));
    String shortfall =
        fields.oneOf("shortfall", nameOf(ShortfallPolicy.FAIL), nameOf(ShortfallPolicy.REPORT));
    return new Thresholds(
        fields.number("minimumPurity", 0, 1),
        fields.number("abstainBelow", 0, 1),
        fields.integer("maxDrawsPerImage", 1),
        ShortfallPolicy.valueOf(shortfall.toUpperCase(Locale.ROOT)));
  }

  static String nameOf(ShortfallPolicy policy) {
    return policy.name().toLowerCase(Locale.ROOT);
  }

  private Weighting weighting(String method, Start start) {
    return new Weighting(
        method,
        start,
        new ComponentWeights(
            root.sparse("weights", components, 1),
            shares("expectedShare"),
            root.number("residual", 0, Double.POSITIVE_INFINITY)));
  }

  private Set<Integer> excluded() {
    Set<Integer> excluded = new TreeSet<>();
    for (int c = 0; c < space.cellCount(); c++) {
      if (cells.object(space.cellName(c)).flagOr("excluded", false)) {
        excluded.add(c);
      }
    }
    return excluded;
  }

  private Optional<Completion> completion() {
    boolean completes =
        space.cellNames().stream()
            .map(cells::object)
            .anyMatch(cell -> cell.has("existing") || cell.has("targetOfWhole"));
    if (!completes) {
      return Optional.empty();
    }
    return Optional.of(
        new Completion(new CellDistribution(space, shares("targetOfWhole")), counts("existing")));
  }

  private double[] shares(String key) {
    double[] numbers = new double[space.cellCount()];
    for (int c = 0; c < numbers.length; c++) {
      numbers[c] = cells.object(space.cellName(c)).number(key, 0, 1);
    }
    return numbers;
  }

  private long[] counts(String key) {
    long[] numbers = new long[space.cellCount()];
    for (int c = 0; c < numbers.length; c++) {
      numbers[c] = cells.object(space.cellName(c)).whole(key, 0);
    }
    return numbers;
  }
}
