package dev.isonomy.audit.page;

import dev.isonomy.attribute.CellName;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.error.Quoted;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The report on a data set of assets: one file without any reference to elsewhere, with a turntable
 * per cell and a viewer that draws the assets in the browser.
 */
public final class LiftPage {
  /** Shares below these are marked: of all assets, of one cell's. */
  private static final double ENOUGH = 0.8;

  private static final double ENOUGH_OF_CELL = 0.6;

  private LiftPage() {}

  /** The page. */
  public static String render(Contents contents) {
    return Templates.render("lift.jte", contents);
  }

  /**
   * What the page shows.
   *
   * @param model the lifting model
   * @param sha256 its fingerprint
   * @param format of the assets' files
   * @param rejected images that could not be lifted
   * @param distance of the camera that images are taken to be seen from
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
    /** Copies the list. */
    public Contents {
      cells = List.copyOf(cells);
    }

    /** How many assets there are. */
    public long assets() {
      return cells.stream().mapToLong(Cell::assets).sum();
    }

    /** How many assets a labeler judged. */
    public long judged() {
      return cells.stream().mapToLong(Cell::judged).sum();
    }

    /** The share of the judged assets that are still in the cell of their image. */
    public double share() {
      return (double) cells.stream().mapToLong(Cell::same).sum() / judged();
    }

    /** Whether that share is large enough. */
    public boolean isGood() {
      return share() >= ENOUGH;
    }

    /** Whether all of several cells have the same number of assets. */
    public boolean isEqual() {
      return cells.size() > 1 && cells.stream().mapToLong(Cell::assets).distinct().count() == 1;
    }

    /** The numbers under the verdict. */
    public List<KeyFigure> figures() {
      if (judged() == 0 || cells.size() < 2) {
        return List.of();
      }
      Cell worst =
          cells.stream()
              .filter(cell -> cell.judged() > 0)
              .min(Comparator.comparingDouble(Cell::share))
              .orElseThrow();
      return List.of(
          KeyFigure.of("same cell after the round trip", Figures.percent(share()), "of all assets"),
          KeyFigure.of("the weakest cell", Figures.percent(worst.share()), worst.title()),
          KeyFigure.of(
              "cells below " + Figures.percent(ENOUGH_OF_CELL),
              String.valueOf(cells.stream().filter(Cell::isLow).count()),
              "of " + cells.size()));
    }

    /** How the assets were made. */
    public Map<String, String> provenance() {
      Map<String, String> provenance = new LinkedHashMap<>();
      provenance.put("model", model);
      provenance.put("SHA-256 of the model", sha256);
      provenance.put("format of the files", "." + format);
      provenance.put(
          "assumed camera",
          "level, %s away from the centre, %s degrees wide"
              .formatted(Figures.plain(distance), Figures.plain(fieldOfView)));
      provenance.put(
          "same cell",
          "The asset is drawn from the assumed camera in front of the image’s own background; the"
              + " labeler names the cell of the image and of the drawing.");
      return provenance;
    }
  }

  /**
   * One cell.
   *
   * @param name its name
   * @param assets in it
   * @param judged assets that a labeler compared with their image
   * @param same those that it saw in the image's cell
   * @param sample one of them, null without
   */
  public record Cell(String name, long assets, long judged, long same, Sample sample) {
    /** The share of its judged assets that are still in it. */
    public double share() {
      return (double) same / judged;
    }

    /** Whether that share is too small. */
    public boolean isLow() {
      return judged > 0 && share() < ENOUGH_OF_CELL;
    }

    /** Its name as people read it. */
    public String title() {
      return String.join(", ", CellName.split(name).stream().map(Quoted::visible).toList());
    }
  }

  /**
   * An asset for the page.
   *
   * @param image PNG of what it was made from
   * @param turntable PNG of square views side by side
   * @param splat the asset as {@code .splat}
   */
  public record Sample(byte[] image, byte[] turntable, byte[] splat) {
    /** The image as an address. */
    public String imageSource() {
      return Html.png(image);
    }

    /** The views as an address. */
    public String turntableSource() {
      return Html.png(turntable);
    }

    /** The asset in base 64. */
    public String splatText() {
      return Html.base64(splat);
    }
  }
}
