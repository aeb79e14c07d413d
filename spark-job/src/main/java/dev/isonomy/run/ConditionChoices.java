package dev.isonomy.run;

import dev.isonomy.condition.Condition;
import dev.isonomy.condition.ConditionChoice;
import dev.isonomy.condition.ConditionSource;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.Suggestion;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code generate.conditions} against what a bundle declares. */
final class ConditionChoices {
  private static final String KEY = "isonomy.generate.conditions";

  private ConditionChoices() {}

  /**
   * Which values are drawn, by a condition's name.
   *
   * @throws UserException if the bundle has no such condition, or it has no such value
   */
  static Map<String, ConditionChoice> of(Map<String, List<String>> given, ModelBundle bundle) {
    Map<String, ConditionChoice> choices = new HashMap<>();
    given.forEach((name, values) -> choices.put(name, choice(condition(name, bundle), values)));
    return choices;
  }

  private static Condition condition(String name, ModelBundle bundle) {
    List<Condition> open =
        bundle.manifest().denoiser().conditions().stream()
            .filter(
                each ->
                    each.source() instanceof ConditionSource.ClassIndex
                        || each.source() instanceof ConditionSource.Range)
            .toList();
    List<String> names = open.stream().map(Condition::name).toList();
    return open.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "%s.%s is not a condition of classes or numbers of bundle %s; %s"
                        .formatted(
                            KEY,
                            name,
                            bundle,
                            names.isEmpty()
                                ? "it has none"
                                : "it has " + Quoted.list(names) + Suggestion.hint(name, names))));
  }

  private static ConditionChoice choice(Condition condition, List<String> values) {
    return condition.source() instanceof ConditionSource.ClassIndex index
        ? classes(condition, index, values)
        : numbers(condition, (ConditionSource.Range) condition.source(), values);
  }

  private static ConditionChoice classes(
      Condition condition, ConditionSource.ClassIndex index, List<String> values) {
    double[] weights = new double[index.names().size()];
    for (String value : values) {
      int at = index.names().indexOf(value);
      if (at < 0) {
        throw new UserException(
            "%s.%s names %s, which is no class of it%s"
                .formatted(
                    KEY,
                    condition.name(),
                    Quoted.of(value),
                    Suggestion.hint(value, index.names())));
      }
      weights[at] = 1;
    }
    return new ConditionChoice.Classes(weights);
  }

  private static ConditionChoice numbers(
      Condition condition, ConditionSource.Range range, List<String> values) {
    try {
      List<Double> numbers = values.stream().map(Double::valueOf).toList();
      double least = numbers.get(0);
      double most = numbers.get(numbers.size() - 1);
      if (numbers.size() <= 2 && range.least() <= least && least <= most && most <= range.most()) {
        return new ConditionChoice.Numbers(least, most);
      }
    } catch (NumberFormatException e) {
      throw wrong(condition, range, values, e);
    }
    throw wrong(condition, range, values, null);
  }

  private static UserException wrong(
      Condition condition, ConditionSource.Range range, List<String> values, Exception cause) {
    return new UserException(
        "%s.%s must be a number, or the least and the most of a range, between %s and %s but was %s"
            .formatted(KEY, condition.name(), range.least(), range.most(), values),
        cause);
  }
}
