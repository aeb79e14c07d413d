package dev.isonomy.stage;

import dev.isonomy.association.CellSearch;
import dev.isonomy.association.PhrasingPilot;
import dev.isonomy.association.Pilot;
import dev.isonomy.association.PilotCounts;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.PhrasingSource;
import dev.isonomy.run.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Which phrasing of a prompt makes which cell: each is drawn unaided and labelled, in a pilot of
 * each prompt.
 */
final class PhrasingCells {
  private final RunContext run;
  private final PromptTable table;
  private final IntFunction<Pilot.Settings> settings;
  private final Draws draws;

  /**
   * The phrasings of a run.
   *
   * @param settings of the pilot of each prompt
   */
  PhrasingCells(RunContext run, IntFunction<Pilot.Settings> settings) {
    this.run = run;
    this.table = run.prompts();
    this.settings = settings;
    this.draws = new Draws(run, PhrasingSource.of(table));
  }

  PhrasingDraws associate() {
    int each = table.phrasingsEach();
    double[][] counts = new double[run.space().cellCount()][table.phrasings().size()];
    List<CellDraws> byPrompt = new ArrayList<>();
    for (int prompt = 0; prompt < table.count(); prompt++) {
      Pilot.Result found = pilot(prompt).run();
      for (int cell = 0; cell < counts.length; cell++) {
        System.arraycopy(found.counts().cells()[cell], 0, counts[cell], prompt * each, each);
      }
      byPrompt.add(CellDraws.of(found));
    }
    CellDraws all = CellDraws.ofPrompts(byPrompt);
    all.searches().stream().filter(found -> !found.reached()).forEach(this::say);
    return new PhrasingDraws(
        table.phrasings().stream().map(PromptTable.Prompt::text).toList(), counts, all);
  }

  private PhrasingPilot pilot(int prompt) {
    int each = table.phrasingsEach();
    return new PhrasingPilot(
        run.space(),
        each,
        run.config().associate().smoothing(),
        settings.apply(prompt),
        (first, round) -> {
          double[] weights = new double[table.phrasings().size()];
          System.arraycopy(round.weights(), 0, weights, prompt * each, each);
          List<Draws.Classified> classified =
              draws.classified(
                  "phrasings",
                  Draws.PHRASINGS,
                  prompt * ComponentCells.DRAWS_OF_A_PROMPT + first,
                  round.count(),
                  weights);
          double abstainBelow = run.config().associate().abstainBelow();
          PilotCounts counts =
              Draws.counted(classified, run.space().cellCount(), each, abstainBelow);
          if (first == 0 && counts.labelledDraws() == 0) {
            throw new UserException(
                "isonomy.associate.abstain-below is %s, but the labeler is less sure than that in all %d draws of the phrasings of prompt %s: lower it"
                    .formatted(abstainBelow, round.count(), table.prompts().get(prompt).id()));
          }
          return counts;
        });
  }

  private void say(CellSearch.Found found) {
    run.console()
        .note(
            "associate %s: no phrasing reaches it (%s)"
                .formatted(
                    run.asked().space().cellName(found.cell()),
                    Unreached.OF_PHRASINGS.tried(found, run.asked().space())));
  }
}
