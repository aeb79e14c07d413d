package dev.isonomy.model;

import dev.isonomy.diffusion.Denoiser;
import java.util.ArrayList;
import java.util.List;

/** A model's networks, whose images are judged by networks of other bundles. */
final class JudgedModules implements BundleModules {
  private final ModelBundle bundle;
  private final BundleModules own;
  private final List<Seat> labelers = new ArrayList<>();
  private final List<Seat> auditors = new ArrayList<>();

  /** A judge, its networks, and for each logit of the space the column of its own, or -1. */
  private record Seat(Judge judge, LabelModules modules, int[] columns) {}

  /** Opens the networks of a bundle of judges. */
  @FunctionalInterface
  interface Opener {
    LabelModules open(LabelBundle bundle);
  }

  /**
   * Opens the judges.
   *
   * @param bundle the model with its judges
   * @param own its own networks, which are closed with these, or if a judge cannot be opened
   */
  JudgedModules(ModelBundle bundle, BundleModules own, Opener opener) {
    this.bundle = bundle;
    this.own = own;
    Judges judges = bundle.judges().orElseThrow();
    try {
      seat(judges, judges.labelers(), opener, labelers);
      seat(judges, judges.auditors(), opener, auditors);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static void seat(Judges judges, List<Judge> each, Opener opener, List<Seat> seats) {
    for (Judge judge : each) {
      seats.add(new Seat(judge, opener.open(judge.bundle()), judge.columns(judges.space())));
    }
  }

  @Override
  public float[] label(float[] images, int count) {
    return logits(labelers, images, count);
  }

  @Override
  public float[] audit(float[] images, int count) {
    return logits(auditors, images, count);
  }

  private float[] logits(List<Seat> seats, float[] images, int count) {
    int width = bundle.manifest().logitCount();
    float[] all = new float[count * width];
    for (Seat seat : seats) {
      float[] told = seat.modules().logits(seat.judge().module(), images, count);
      int stride = told.length / Math.max(1, count);
      for (int i = 0; i < count; i++) {
        for (int c = 0; c < width; c++) {
          int column = seat.columns()[c];
          if (column >= 0) {
            all[(i * width) + c] = told[(i * stride) + column];
          }
        }
      }
    }
    return all;
  }

  @Override
  public ModelBundle bundle() {
    return bundle;
  }

  @Override
  public Denoiser denoiser(List<float[]> conditions) {
    return own.denoiser(conditions);
  }

  @Override
  public Denoiser denoiserWithoutCode() {
    return own.denoiserWithoutCode();
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    return own.embed(texts);
  }

  @Override
  public float[] encode(float[] images, int count) {
    return own.encode(images, count);
  }

  @Override
  public float[] encodeSample(float[] images, int count) {
    return own.encodeSample(images, count);
  }

  @Override
  public float[] decodeSample(float[] samples, int count) {
    return own.decodeSample(samples, count);
  }

  @Override
  public float[] features(float[] images, int count) {
    return own.features(images, count);
  }

  @Override
  public int outOfMemoryHalvings() {
    int halvings = own.outOfMemoryHalvings();
    for (List<Seat> seats : List.of(labelers, auditors)) {
      for (Seat seat : seats) {
        halvings += seat.modules().outOfMemoryHalvings();
      }
    }
    return halvings;
  }

  @Override
  public void close() {
    labelers.forEach(seat -> seat.modules().close());
    auditors.forEach(seat -> seat.modules().close());
    own.close();
  }
}
