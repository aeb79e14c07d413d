package dev.isonomy.audit.page;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.Quoted;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cells' names down the side of a chart: a class is written once for the rows that share it.
 */
final class CellLabels {
  private static final double CHARACTER = 6.9;
  private static final double GAP = 14;

  /** Characters of a name that fit beside a chart. */
  private static final int MOST = 40;

  private final AttributeSpace space;
  private final List<Integer> cells;
  private final double[] columns;
  private final double width;

  /** Labels of all cells. */
  CellLabels(AttributeSpace space) {
    this(space, IntStream.range(0, space.cellCount()).boxed().toList());
  }

  /** Labels of some cells, in this order. */
  CellLabels(AttributeSpace space, List<Integer> cells) {
    this.space = space;
    this.cells = cells;
    columns = new double[space.attributes().size()];
    double at = 0;
    for (int a = 0; a < columns.length; a++) {
      columns[a] = at;
      Attribute attribute = space.attributes().get(a);
      at += GAP + (CHARACTER * widest(attribute));
    }
    width = at;
  }

  private static int widest(Attribute attribute) {
    return attribute.classes().stream().mapToInt(each -> shown(each).length()).max().orElse(0);
  }

  /** A class's name, cut where it is long. */
  static String shown(String name) {
    String visible = Quoted.visible(name);
    return visible.codePointCount(0, visible.length()) <= MOST
        ? visible
        : visible.substring(0, visible.offsetByCodePoints(0, MOST - 1)) + "…";
  }

  /** Width of all columns. */
  double width() {
    return width;
  }

  /** Labels of all rows, and hairlines between the outer groups. */
  String svg(double top, double rowHeight, double chartRight) {
    StringBuilder svg = new StringBuilder();
    int[] before = null;
    for (int row = 0; row < cells.size(); row++) {
      int[] classes = space.classesOf(cells.get(row));
      int changed = 0;
      while (before != null && changed < classes.length && before[changed] == classes[changed]) {
        changed++;
      }
      double y = top + (row * rowHeight);
      for (int a = changed; a < classes.length; a++) {
        svg.append(
            Html.text(
                columns[a],
                y + (rowHeight / 2) + 4,
                "start",
                a == classes.length - 1 ? "label" : "label strong",
                shown(space.attributes().get(a).classes().get(classes[a]))));
      }
      if (before != null && changed < classes.length - 1) {
        svg.append(Html.line(columns[changed], y, chartRight, y, "hair"));
      }
      before = classes;
    }
    return svg.toString();
  }
}
