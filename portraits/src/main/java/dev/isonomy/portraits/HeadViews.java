package dev.isonomy.portraits;

import dev.isonomy.portraits.HeadFrame.View;
import dev.isonomy.portraits.person.PortraitRandom;
import dev.isonomy.portraits.person.PortraitRandom.Purpose;
import java.util.ArrayList;
import java.util.List;

/** From where a head is seen in the data for the lifting model. The first view is the input's. */
enum HeadViews {
  /**
   * The portrait's camera, one near it (a second input), and four anywhere, half of them in front.
   */
  TRAINING(2) {
    @Override
    List<View> of(long seed, long index) {
      List<View> views = new ArrayList<>();
      views.add(PORTRAIT);
      for (int k = 0; k < 5; k++) {
        PortraitRandom random = new PortraitRandom(seed + 0x11F7, index * 8 + k);
        double turn = k == 0 ? 20 : k < 3 ? 60 : 180;
        double tilt = k == 0 ? 8 : 20;
        views.add(
            new View(
                random.between(Purpose.VIEW_YAW, -turn, turn),
                random.between(Purpose.VIEW_PITCH, -tilt, tilt),
                k == 0 ? random.between(Purpose.VIEW_DISTANCE, 0.95, 1.1) : 1));
      }
      return views;
    }
  },
  /** The portrait's camera and fixed turns, from slight ones to the back of the head. */
  EVALUATION(1) {
    @Override
    List<View> of(long seed, long index) {
      List<View> views = new ArrayList<>();
      views.add(PORTRAIT);
      for (double yaw : new double[] {-90, -60, -30, 30, 60, 90, 180}) {
        views.add(new View(yaw, 0, 1));
      }
      views.add(new View(45, 20, 1));
      return views;
    }
  };

  private static final View PORTRAIT = new View(0, 0, 1);

  private final int inputs;

  HeadViews(int inputs) {
    this.inputs = inputs;
  }

  /** How many of the first views are also written as a model's input, before the own background. */
  int inputs() {
    return inputs;
  }

  /** The views of head {@code index} of the stream {@code seed}: the same number for every head. */
  abstract List<View> of(long seed, long index);
}
