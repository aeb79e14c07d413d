package dev.isonomy.audit.page;

import dev.isonomy.attribute.CellName;
import dev.isonomy.error.Quoted;
import java.util.List;

/**
 * The report on a data set of assets: one file without any reference to elsewhere, with a turntable
 * per cell and a viewer that draws the assets in the browser.
 */
public final class LiftPage {
  /** Shares below these are marked: of all assets, of one cell's. */
  private static final double ENOUGH = 0.8;

  private static final double ENOUGH_OF_CELL = 0.6;

  private LiftPage() {}

  /**
   * What the page shows.
   *
   * @param model the lifting model
   * @param sha256 its fingerprint
   * @param format of the assets' files
   * @param rejected pictures that could not be lifted
   * @param distance of the camera that pictures are taken to be seen from
   * @param fieldOfView of that camera, degrees
   * @param cells in their order
   */
  public record Contents(
      String model,
      String sha256,
      String format,
      long rejected,
      double distance,
      double fieldOfView,
      List<Cell> cells) {
    private long assets() {
      return cells.stream().mapToLong(Cell::assets).sum();
    }

    private long judged() {
      return cells.stream().mapToLong(Cell::judged).sum();
    }

    private double share() {
      return (double) cells.stream().mapToLong(Cell::same).sum() / judged();
    }
  }

  /**
   * One cell.
   *
   * @param name its name
   * @param assets in it
   * @param judged assets that a labeler compared with their picture
   * @param same those that it saw in the picture's cell
   * @param sample one of them, null without
   */
  public record Cell(String name, long assets, long judged, long same, Sample sample) {
    private double share() {
      return (double) same / judged;
    }
  }

  /**
   * An asset for the page.
   *
   * @param picture PNG of what it was made from
   * @param turntable PNG of square pictures side by side
   * @param splat the asset as {@code .splat}
   */
  public record Sample(byte[] picture, byte[] turntable, byte[] splat) {}

  /** The page. */
  public static String html(Contents contents) {
    StringBuilder assets = new StringBuilder();
    contents.cells().forEach(cell -> assets.append(card(cell)));
    return Html.resource("lift.html")
        .replace("/*STYLE*/", Html.resource("page.css") + Html.resource("lift.css"))
        .replace("/*SCRIPT*/", Html.resource("lift.js"))
        .replace("<!--TITLE-->", Html.count(contents.assets()) + " assets")
        .replace("<!--HEADLINE-->", headline(contents))
        .replace("<!--VERDICT-->", verdict(contents))
        .replace("<!--FIGURES-->", figures(contents))
        .replace("<!--DISTANCE-->", String.valueOf(contents.distance()))
        .replace("<!--FIELD-->", String.valueOf(contents.fieldOfView()))
        .replace("<!--PROVENANCE-->", provenance(contents))
        .replace("<!--ASSETS-->", assets);
  }

  private static String headline(Contents contents) {
    List<Cell> cells = contents.cells();
    String what = Html.count(contents.assets()) + (contents.assets() == 1 ? " asset" : " assets");
    if (cells.size() < 2) {
      return what + ".";
    }
    boolean equal = cells.stream().mapToLong(Cell::assets).distinct().count() == 1;
    return equal
        ? Html.format(
            "<span class=\"good\">%s, %s in each of %d cells.</span>",
            what, Html.count(cells.get(0).assets()), cells.size())
        : Html.format("%s in %d cells.", what, cells.size());
  }

  private static String verdict(Contents contents) {
    String rejected =
        contents.rejected() == 0
            ? ""
            : " " + Html.count(contents.rejected()) + " pictures could not be lifted.";
    if (contents.judged() == 0) {
      return "Every picture became a 3D asset of Gaussian splats. No labeler judged them."
          + rejected;
    }
    return Html.format(
        "Drawn again from the picture’s camera, <span class=\"%s\">%s of them</span> are still in"
            + " the cell of their picture, the labeler says.%s",
        contents.share() >= ENOUGH ? "good" : "warn", Html.percent(contents.share()), rejected);
  }

  private static String figures(Contents contents) {
    if (contents.judged() == 0 || contents.cells().size() < 2) {
      return "";
    }
    Cell worst =
        contents.cells().stream()
            .filter(cell -> cell.judged() > 0)
            .min(java.util.Comparator.comparingDouble(Cell::share))
            .orElseThrow();
    long low = contents.cells().stream().filter(LiftPage::isLow).count();
    return Html.format(
        "<dl class=\"figures\">%s%s%s</dl>",
        figure("same cell after the round trip", Html.percent(contents.share()), "of all assets"),
        figure("the weakest cell", Html.percent(worst.share()), Html.escape(words(worst.name()))),
        figure(
            "cells below " + Html.percent(ENOUGH_OF_CELL),
            String.valueOf(low),
            "of " + contents.cells().size()));
  }

  private static String figure(String name, String value, String note) {
    return Html.format(
        "<div><dt>%s</dt><dd>%s</dd><dd class=\"note\">%s</dd></div>", name, value, note);
  }

  private static boolean isLow(Cell cell) {
    return cell.judged() > 0 && cell.share() < ENOUGH_OF_CELL;
  }

  private static String card(Cell cell) {
    if (cell.sample() == null) {
      return "";
    }
    String name = Html.escape(words(cell.name()));
    String share =
        cell.judged() == 0
            ? ""
            : Html.format(
                ", %s same cell</small><span class=\"bar%s\"><i style=\"width:%.1f%%\"></i>"
                    + "</span>",
                Html.percent(cell.share()), isLow(cell) ? " low" : "", 100 * cell.share());
    return Html.format(
        "<button type=\"button\" class=\"asset\" data-splat=\"%s\" data-name=\"%s\">"
            + "<span class=\"views\"><span><img alt=\"the picture\" src=\"%s\"></span>"
            + "<span class=\"turn\"><img alt=\"the asset from all around\" src=\"%s\"></span></span>"
            + "<b>%s</b><small>%s%s%s</button>%n",
        Html.base64(cell.sample().splat()),
        name,
        Html.png(cell.sample().picture()),
        Html.png(cell.sample().turntable()),
        name,
        Html.count(cell.assets()),
        cell.assets() == 1 ? " asset" : " assets",
        share.isEmpty() ? "</small>" : share);
  }

  /** A cell's name as people read it. */
  private static String words(String cell) {
    return String.join(", ", CellName.split(cell).stream().map(Quoted::visible).toList());
  }

  private static String provenance(Contents contents) {
    return entry("model", Html.escape(contents.model()))
        + entry("SHA-256 of the model", Html.escape(contents.sha256()))
        + entry("format of the files", "." + Html.escape(contents.format()))
        + entry(
            "assumed camera",
            Html.format(
                "level, %s away from the centre, %s degrees wide",
                Html.plain(contents.distance()), Html.plain(contents.fieldOfView())))
        + entry(
            "same cell",
            "The asset is drawn from the assumed camera in front of the picture’s own background;"
                + " the labeler names the cell of the picture and of the drawing.");
  }

  private static String entry(String name, String value) {
    return "<dt>" + name + "</dt><dd>" + value + "</dd>\n";
  }
}
