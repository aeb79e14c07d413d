package dev.isonomy.source;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import dev.isonomy.spi.SourceImage;
import dev.isonomy.table.Names;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What folders tell of the images in them: one is named like a cell ({@code mono.intact}), or one
 * per attribute lie in each other, in the attributes' order ({@code mono/intact}).
 */
final class FolderLabels {
  // Splits, shards and dates: what folders of images are called that label nothing.
  private static final Pattern NO_LABEL =
      Pattern.compile(
          "(?i)train(ing)?|val(id(ation)?)?|dev|test|data|images?|img|imgs|images|photos|raw|all"
              + "|un-?label(l)?ed|unknown|natural|more|[0-9a-f]{1,2}|\\d[\\d._-]*|(part|shard|batch)[_-]?\\d*");

  private final String where;
  private final AttributeSpace space;
  private final List<String> cells;
  private final Set<String> unmatched = new TreeSet<>();
  private long labelled;
  private long unlabelled;

  /**
   * Labels that are not read yet.
   *
   * @param where how messages begin: the key and the path
   */
  FolderLabels(String where, AttributeSpace space) {
    this.where = where;
    this.space = space;
    this.cells = space.cellNames();
  }

  /**
   * The cell of an image.
   *
   * @param relative its path below the source's folder
   * @throws UserException if its folders name two cells
   */
  int cellOf(String relative) {
    List<String> names = List.of(relative.split("/", -1));
    List<String> folders = names.subList(0, names.size() - 1);
    Set<Integer> found = new LinkedHashSet<>();
    for (int at = 0; at < folders.size(); at++) {
      OptionalInt named = space.findCell(folders.get(at));
      if (named.isPresent()) {
        found.add(named.getAsInt());
      } else {
        nested(folders, at).ifPresent(found::add);
      }
    }
    if (found.size() > 1) {
      throw new UserException(
          "%s: %s lies in folders of the cells %s; it must be in one"
              .formatted(
                  where, relative, Names.list(found.stream().map(space::cellName).toList())));
    }
    if (found.isEmpty()) {
      unlabelled++;
      if (!folders.isEmpty()) {
        unmatched.add(String.join("/", folders));
      }
      return SourceImage.UNLABELLED;
    }
    labelled++;
    return found.iterator().next();
  }

  private Optional<Integer> nested(List<String> folders, int from) {
    List<Attribute> attributes = space.attributes();
    if (from + attributes.size() > folders.size()) {
      return Optional.empty();
    }
    int[] classes = new int[attributes.size()];
    for (int a = 0; a < classes.length; a++) {
      classes[a] = Names.indexIn(attributes.get(a).classes(), folders.get(from + a));
      if (classes[a] < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(space.cell(classes));
  }

  /**
   * Refuses folders that look as if they labelled their images but match no cell: nearly a cell or
   * a class, or beside labelled ones, or several.
   *
   * @throws UserException naming them and what is expected
   */
  void check() {
    List<String> strangers = new ArrayList<>();
    for (String folders : unmatched) {
      Optional<String> offered = offer(folders);
      if (offered.isPresent()) {
        throw refusal(folders, "; did you mean " + offered.get() + "?");
      }
      if (looksLikeClasses(folders)) {
        throw refusal(folders, "");
      }
      if (!List.of(folders.split("/", -1)).stream().allMatch(FolderLabels::isNoLabel)) {
        strangers.add(folders);
      }
    }
    if (strangers.size() > 1 || (!strangers.isEmpty() && labelled > 0)) {
      throw refusal(strangers.get(0), "");
    }
  }

  private static boolean isNoLabel(String folder) {
    return NO_LABEL.matcher(folder).matches();
  }

  private Optional<String> offer(String folders) {
    String folded = Names.folded(folders.replace("/", ""));
    for (String part : List.of(folders.split("/", -1))) {
      Optional<String> near = Names.near(part, cells);
      if (near.isPresent()) {
        return near;
      }
    }
    return cells.stream().filter(cell -> Names.folded(cell).equals(folded)).findFirst();
  }

  private boolean looksLikeClasses(String folders) {
    return List.of(folders.split("/", -1)).stream()
        .anyMatch(
            part ->
                space.attributes().stream()
                    .flatMap(attribute -> attribute.classes().stream())
                    .anyMatch(name -> Names.folded(name).equals(Names.folded(part))));
  }

  private UserException refusal(String folders, String offer) {
    return new UserException(
        "%s: folder %s matches no cell%s Folders must be called like the cells (%s) or lie in each other like %s; there are %s; isonomy.source.labels = ignore takes every image as unlabelled"
            .formatted(
                where,
                folders,
                offer.isEmpty() ? "." : offer,
                Names.list(cells),
                layout(),
                Names.list(unmatched)));
  }

  private String layout() {
    return String.join("/", space.attributes().stream().map(each -> each.classes().get(0)).toList())
        + " ("
        + String.join("/", space.attributes().stream().map(Attribute::name).toList())
        + ")";
  }

  /** How many images have labels, and which folders label nothing. */
  String note() {
    return String.format(
        Locale.ROOT,
        "%s: %,d labelled images, %,d unlabelled%s",
        where,
        labelled,
        unlabelled,
        unmatched.isEmpty() ? "" : ", in " + Names.list(unmatched));
  }
}
