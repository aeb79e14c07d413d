package dev.isonomy.model;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Labelers and auditors that stand in for a model's own: each tells some of the attributes.
 *
 * @param space the attributes that the labelers tell together, in the order of the bundles
 * @param labelers one per bundle that was named
 * @param auditors the same for auditors; those of the model itself where none was named and they
 *     know all attributes, else empty
 */
public record Judges(AttributeSpace space, List<Judge> labelers, List<Judge> auditors) {
  private static final String LABELERS = "isonomy.bundle.labelers";
  private static final String AUDITORS = "isonomy.bundle.auditors";

  /** Copies the lists. */
  public Judges {
    labelers = List.copyOf(labelers);
    auditors = List.copyOf(auditors);
  }

  /**
   * A bundle that was named, and what of it is wanted.
   *
   * @param bundle the bundle
   * @param attributes names of attributes, empty for all of them
   */
  public record Choice(LabelBundle bundle, List<String> attributes) {
    /** Copies the names. */
    public Choice {
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * The judges of a model.
   *
   * @param model the model, whose images they look at
   * @param labelers bundles with labelers; none for the model's own
   * @param auditors bundles with auditors, or labelers that were trained apart; none for the
   *     model's own
   * @return the judges; nothing if the model judges alone
   * @throws UserException if a bundle lacks the network or an attribute, takes other images, two
   *     bundles tell an attribute, or an attribute has no auditor
   */
  public static Optional<Judges> of(
      ModelBundle model, List<Choice> labelers, List<Choice> auditors) {
    if (labelers.isEmpty() && auditors.isEmpty()) {
      return Optional.empty();
    }
    List<Judge> labeling =
        labelers.isEmpty()
            ? List.of(own(model, BundleModule.LABELER))
            : labelers.stream().map(each -> labeler(each, model)).toList();
    AttributeSpace space = together(labeling);
    List<Judge> auditing =
        auditors.isEmpty()
            ? ownAuditor(model, space)
            : auditors.stream().map(each -> auditor(each, model, space)).toList();
    if (!auditing.isEmpty()) {
      requireEach(auditing, space);
      requireOthers(labeling, auditing);
    }
    return Optional.of(new Judges(space, labeling, auditing));
  }

  private static Judge own(ModelBundle model, BundleModule module) {
    if (!model.manifest().modules().containsKey(module)) {
      throw new UserException(
          "bundle %s has no %s; name one by isonomy.bundle.%ss"
              .formatted(model, module.label(), module.label()));
    }
    LabelBundle bundle = LabelBundle.of(model);
    return new Judge(bundle, module, names(bundle));
  }

  /** The model's own auditor, if it knows all attributes by the same classes. */
  private static List<Judge> ownAuditor(ModelBundle model, AttributeSpace space) {
    if (!model.manifest().modules().containsKey(BundleModule.AUDITOR)) {
      return List.of();
    }
    LabelBundle bundle = LabelBundle.of(model);
    Map<String, Attribute> known =
        bundle.manifest().attributes().attributes().stream()
            .collect(Collectors.toMap(Attribute::name, each -> each));
    List<String> wanted = space.attributes().stream().map(Attribute::name).toList();
    boolean all =
        space.attributes().stream()
            .allMatch(
                each -> known.containsKey(each.name()) && alike(each, known.get(each.name())));
    return all ? List.of(new Judge(bundle, BundleModule.AUDITOR, wanted)) : List.of();
  }

  private static boolean alike(Attribute a, Attribute b) {
    return Set.copyOf(a.classes()).equals(Set.copyOf(b.classes()));
  }

  private static Judge labeler(Choice choice, ModelBundle model) {
    requireImages(LABELERS, choice.bundle(), model);
    if (!choice.bundle().manifest().modules().containsKey(BundleModule.LABELER)) {
      throw new UserException(
          LABELERS + ": bundle " + choice.bundle() + " has no labeler; name one that has");
    }
    return new Judge(choice.bundle(), BundleModule.LABELER, wanted(LABELERS, choice));
  }

  /** An auditor is asked about attributes that are labelled, whatever else it knows. */
  private static Judge auditor(Choice choice, ModelBundle model, AttributeSpace space) {
    requireImages(AUDITORS, choice.bundle(), model);
    boolean own = choice.bundle().manifest().modules().containsKey(BundleModule.AUDITOR);
    List<String> labelled = space.attributes().stream().map(Attribute::name).toList();
    List<String> told = wanted(AUDITORS, choice).stream().filter(labelled::contains).toList();
    boolean chosen = !choice.attributes().isEmpty();
    if (told.isEmpty() || (chosen && told.size() < choice.attributes().size())) {
      throw new UserException(
          "%s: bundle %s must tell attributes that the labelers tell, %s, but tells %s"
              .formatted(
                  AUDITORS,
                  choice.bundle(),
                  Quoted.list(labelled),
                  Quoted.list(wanted(AUDITORS, choice))));
    }
    return new Judge(choice.bundle(), own ? BundleModule.AUDITOR : BundleModule.LABELER, told);
  }

  private static void requireImages(String key, LabelBundle bundle, ModelBundle model) {
    if (!bundle.manifest().pixels().equals(model.manifest().pixels())) {
      throw new UserException(
          "%s: bundle %s judges images of %s, but %s makes %s; export it for these (--size)"
              .formatted(
                  key, bundle, bundle.manifest().pixels(), model, model.manifest().pixels()));
    }
  }

  private static List<String> wanted(String key, Choice choice) {
    List<String> known = names(choice.bundle());
    for (String name : choice.attributes()) {
      if (!known.contains(name)) {
        throw new UserException(
            "%s: bundle %s does not know the attribute %s; it knows %s"
                .formatted(key, choice.bundle(), Quoted.of(name), Quoted.list(known)));
      }
    }
    return choice.attributes().isEmpty() ? known : choice.attributes();
  }

  private static List<String> names(LabelBundle bundle) {
    return bundle.manifest().attributes().attributes().stream().map(Attribute::name).toList();
  }

  private static AttributeSpace together(List<Judge> labelers) {
    requireOnce(LABELERS, labelers);
    List<Attribute> attributes = new ArrayList<>();
    labelers.forEach(
        each -> each.attributes().forEach(name -> attributes.add(each.attribute(name))));
    return new AttributeSpace(attributes);
  }

  private static void requireOnce(String key, List<Judge> judges) {
    Map<String, Judge> told = new LinkedHashMap<>();
    for (Judge judge : judges) {
      for (String name : judge.attributes()) {
        Judge other = told.put(name, judge);
        if (other != null) {
          throw new UserException(
              "%s: the attribute %s is told by bundle %s and by bundle %s; choose one by attributes = [...]"
                  .formatted(key, Quoted.of(name), other.bundle(), judge.bundle()));
        }
      }
    }
  }

  private static void requireEach(List<Judge> auditors, AttributeSpace space) {
    requireOnce(AUDITORS, auditors);
    for (Attribute wanted : space.attributes()) {
      Judge judge =
          auditors.stream()
              .filter(each -> each.attributes().contains(wanted.name()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new UserException(
                          "%s: no bundle of %s tells the attribute %s; name one that does, or no auditors"
                              .formatted(AUDITORS, shown(auditors), Quoted.of(wanted.name()))));
      Attribute known = judge.attribute(wanted.name());
      if (!alike(known, wanted)) {
        throw new UserException(
            "%s: bundle %s must tell %s by the labeler's classes %s but has %s"
                .formatted(
                    AUDITORS,
                    judge.bundle(),
                    Quoted.of(wanted.name()),
                    Quoted.list(wanted.classes()),
                    Quoted.list(known.classes())));
      }
    }
  }

  private static String shown(List<Judge> judges) {
    return judges.stream().map(each -> each.bundle().toString()).collect(Collectors.joining(", "));
  }

  /** A network that judges its own labels finds no mistake. */
  private static void requireOthers(List<Judge> labelers, List<Judge> auditors) {
    for (Judge auditor : auditors) {
      Set<String> files = new HashSet<>(hashes(auditor));
      for (Judge labeler : labelers) {
        if (files.equals(new HashSet<>(hashes(labeler)))) {
          throw new UserException(
              "%s: the %s of bundle %s labels the images itself, and cannot audit its own labels; name a network that was trained apart"
                  .formatted(AUDITORS, auditor.module().label(), auditor.bundle()));
        }
      }
    }
  }

  private static List<String> hashes(Judge judge) {
    LabelManifest manifest = judge.bundle().manifest();
    return manifest.modules().get(judge.module()).all().stream()
        .map(manifest.files()::get)
        .toList();
  }
}
