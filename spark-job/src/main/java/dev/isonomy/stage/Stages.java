package dev.isonomy.stage;

import java.util.List;

/** The stages that make a data set: {@code isonomy run}. */
public final class Stages {
  public static final RunStage ENCODE = new EncodeStage();
  public static final RunStage FIT = new FitStage();
  public static final RunStage ASSOCIATE = new AssociateStage();
  public static final RunStage PLAN = new PlanStage();
  public static final RunStage GENERATE = new GenerateStage();
  public static final RunStage AUDIT = new AuditStage();

  static final List<RunStage> IN_ORDER = List.of(ENCODE, FIT, ASSOCIATE, PLAN, GENERATE, AUDIT);

  /** All of them in their order. */
  public static final List<Stage> ALL = List.copyOf(IN_ORDER);

  private Stages() {}
}
