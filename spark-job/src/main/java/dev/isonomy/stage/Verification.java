package dev.isonomy.stage;

import dev.isonomy.dataset.CommittedUnits;
import dev.isonomy.dataset.Croissant;
import dev.isonomy.dataset.Dataset;
import dev.isonomy.dataset.RowCheck;
import dev.isonomy.dataset.RowTally;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.run.Ledger;
import dev.isonomy.run.Phases;
import dev.isonomy.run.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Reads a data set again and says in one line whether it is what the run promised: units and
 * quotas, no sample twice, hashes, images that decode, labels, components, model and seed, the
 * card.
 */
final class Verification {
  private final RunContext run;
  private final Ledger ledger;
  private final GenerationPlan plan;
  private final Dataset dataset;
  private final List<String> problems = new ArrayList<>();

  private Verification(RunContext run, Ledger ledger) {
    this.run = run;
    this.ledger = ledger;
    this.plan = Artifacts.plan(run);
    this.dataset = Artifacts.dataset(run);
  }

  static Verification of(RunContext run, Ledger ledger) {
    return new Verification(run, ledger);
  }

  /** Verifies; says the result. Returns whether all is well. */
  boolean verify() {
    CommittedUnits committed;
    RowTally rows;
    try (Phases phases = Phases.start(run.console(), "verify", "reading the units")) {
      committed = dataset.committed(UnitCheck.of(plan));
      units(committed);
      phases.reached("decoding and hashing the images");
      rows = rows();
      phases.reached("looking for samples that are there twice");
      samples();
      files();
    }
    String where = run.directory().shown(Artifacts.DATASET.name());
    if (!problems.isEmpty()) {
      long more = Math.max(0, rows.problems() - 1) + problems.size() - 1;
      run.console()
          .error(
              where
                  + " is not whole: it "
                  + problems.get(0)
                  + (more > 0 ? String.format(Locale.ROOT, " (and %,d more problems)", more) : ""));
      return false;
    }
    run.console()
        .say(
            String.format(
                Locale.ROOT,
                "%s is whole: %,d images in %,d units; quotas, ids, hashes, images, labels, model %s",
                where,
                rows.rows(),
                committed.count(),
                run.bundle().fingerprint().substring(0, 12)));
    return true;
  }

  private void units(CommittedUnits committed) {
    committed.problem().ifPresent(problems::add);
    long planned = plan.layout().unitCount();
    if (!plan.mayFallShort() && committed.count() < planned) {
      problems.add(String.format(Locale.ROOT, "has %,d of %,d units", committed.count(), planned));
    }
    if (!ledger.isComplete(Artifacts.DATASET)) {
      problems.add("was not finished; isonomy run continues it");
    }
  }

  private RowTally rows() {
    if (dataset.files().isEmpty()) {
      return RowTally.NONE;
    }
    RowCheck check =
        RowCheck.of(plan, run.bundle().manifest().pixels(), run.bundle().fingerprint());
    RowTally rows = dataset.rows().toJavaRDD().aggregate(RowTally.NONE, check::add, RowTally::plus);
    if (rows.problems() > 0) {
      problems.add("holds " + rows.first());
    }
    return rows;
  }

  private void samples() {
    if (dataset.files().isEmpty()) {
      return;
    }
    List<Row> twice =
        dataset
            .rows()
            .groupBy("sample_id")
            .count()
            .filter(functions.col("count").gt(1))
            .limit(1)
            .collectAsList();
    if (!twice.isEmpty()) {
      problems.add(
          "holds sample %s %d times".formatted(twice.get(0).get(0), twice.get(0).getLong(1)));
    }
  }

  private void files() {
    for (String name : List.of("README.md", Croissant.FILE)) {
      if (!run.directory().exists(Artifacts.DATASET.name() + "/" + name)) {
        problems.add("lacks " + name);
      }
    }
  }
}
