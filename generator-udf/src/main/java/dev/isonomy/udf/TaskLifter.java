package dev.isonomy.udf;

import dev.isonomy.lift.AssetMaker;
import dev.isonomy.lift.LiftInput;
import dev.isonomy.lift.LiftedAsset;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.LiftModules;
import dev.isonomy.model.djl.DjlLiftModules;
import dev.isonomy.model.djl.DjlModules;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** Lifts the items of a Spark task, lazily and in batches. */
public final class TaskLifter {
  private TaskLifter() {}

  /**
   * The items with their assets, in their order. The networks are closed with the task.
   *
   * @throws dev.isonomy.error.UserException if the model or the device is not as demanded
   */
  public static <T> Iterator<Lifted<T>> lift(
      LifterSettings settings, Iterator<T> items, LiftAccess<T> access) {
    ComputeDevice device = DjlModules.device(settings.device(), TaskModules.gpuOfTask());
    LiftModules modules =
        DjlLiftModules.open(settings.bundle().openLift(), device, settings.options());
    TaskContext task = TaskContext.get();
    if (task != null) {
      TaskCompletionListener close = context -> modules.close();
      task.addTaskCompletionListener(close);
    }
    AssetMaker maker = new AssetMaker(modules, settings.format(), settings.views());
    return new Chunks<>(items, settings.batch(), chunk -> lift(maker, chunk, access));
  }

  private static <T> List<Lifted<T>> lift(AssetMaker maker, List<T> chunk, LiftAccess<T> access) {
    List<LiftInput> inputs = chunk.stream().map(access::picture).toList();
    List<LiftedAsset> assets = maker.make(inputs);
    List<Lifted<T>> lifted = new ArrayList<>(chunk.size());
    for (int i = 0; i < chunk.size(); i++) {
      lifted.add(new Lifted<>(chunk.get(i), inputs.get(i).rgb(), assets.get(i)));
    }
    return lifted;
  }
}
