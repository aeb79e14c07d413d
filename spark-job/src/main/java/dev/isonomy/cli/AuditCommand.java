package dev.isonomy.cli;

import dev.isonomy.audit.dataset.AuditRequest;
import dev.isonomy.audit.dataset.ForeignAudit;
import dev.isonomy.config.ClassNumbers;
import dev.isonomy.run.Console;
import dev.isonomy.stage.Stages;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The last stage of a run, or the same instrument for a data set that anybody made. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class AuditCommand extends StageCommand {
  @ArgGroup(
      exclusive = false,
      heading = "%nFor a data set that is not of this run, such as one that somebody else made:%n")
  private DatasetOptions dataset;

  AuditCommand(Console console) {
    super(console, List.of(Stages.AUDIT));
  }

  @Override
  public Integer call() {
    if (dataset == null) {
      return super.call();
    }
    new ForeignAudit(configuration().load(), dataset.request(), console()).run();
    return 0;
  }

  @Override
  public boolean continues() {
    return dataset == null && super.continues();
  }

  /** The options of {@code --dataset}; the others make no sense without it. */
  static final class DatasetOptions {
    @Option(
        names = "--dataset",
        required = true,
        paramLabel = "PATH",
        description = "Labelled Parquet: a file, or a directory of some; any Hadoop path.")
    private String path = "";

    @Option(
        names = "--labels",
        paramLabel = "COLUMN[,...]",
        description =
            "Label columns between commas, by name or by number from 1; may be repeated, once for"
                + " each name that holds a comma; without it, those whose classes the"
                + " README.md or the Parquet metadata names, else those named like the bundle's"
                + " attributes.")
    private List<String> labels = new ArrayList<>();

    @Option(
        names = "--class-numbers",
        paramLabel = "RULE",
        description =
            "What class numbers mean that neither the README.md nor the Parquet metadata names, in"
                + " columns named like the bundle's attributes: named (refused), bundle-order, or"
                + " auto (default: bundle-order for an embedded bundle, whose numbers are documented).")
    private String classNumbers = "auto";

    @Option(
        names = "--image-column",
        paramLabel = "COLUMN",
        description = "Images: binary, or struct<bytes,path>; default image.")
    private String imageColumn = "image";

    @Option(
        names = "--bundle",
        paramLabel = "URI",
        description =
            "Judge the images with this bundle's auditor and features: the name of an embedded one,"
                + " or where a bundle.json lies; without it, only the labels are audited.")
    private String bundle = "";

    @Option(
        names = "--reference",
        paramLabel = "PATH",
        description =
            "Real labelled images to measure quality against, with the same columns; or the"
                + " isonomy.source.kind that drew the embedded bundle's.")
    private String reference = "";

    @Option(
        names = "--training",
        paramLabel = "PATH",
        description =
            "What the generator was trained on, to look for copies: Parquet with the same image"
                + " column; or the isonomy.source.kind that drew the embedded bundle's.")
    private String training = "";

    @Option(
        names = {"-o", "--output"},
        paramLabel = "DIR",
        description = "Where audit.html and audit.json go; default isonomy-audit.")
    private String output = "isonomy-audit";

    AuditRequest request() {
      return new AuditRequest(
          path,
          labels,
          ClassNumbers.parse("--class-numbers", classNumbers, bundle),
          imageColumn,
          bundle,
          reference,
          training,
          output);
    }
  }
}
