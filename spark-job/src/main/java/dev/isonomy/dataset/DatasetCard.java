package dev.isonomy.dataset;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellName;
import dev.isonomy.spark.task.ImageSchema;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The data set's README.md: YAML front matter by which Hugging Face {@code datasets} finds the
 * files and knows images and class names, and a page for people.
 *
 * @param space the attributes
 * @param images rows in the data set
 * @param splits the splits in their order
 * @param countsByCell images of each cell, in the cells' order
 * @param model the bundle's name and version
 * @param modelSha256 digest of the bundle
 * @param licence licence of the bundle, which the images inherit
 * @param prompted whether the model was asked for something
 * @param sampling how images were drawn, in words
 * @param making what decided on the images
 */
public record DatasetCard(
    AttributeSpace space,
    long images,
    List<Part> splits,
    Map<String, Long> countsByCell,
    String model,
    String modelSha256,
    String licence,
    boolean prompted,
    String sampling,
    Making making) {

  /**
   * A split.
   *
   * @param name such as {@code train}
   * @param images how many it has
   * @param bytes its files' size
   * @param paths of its files, from the card's directory; may hold {@code *}
   */
  public record Part(String name, long images, long bytes, List<String> paths) {
    /** Copies the paths. */
    public Part {
      paths = List.copyOf(paths);
    }
  }

  /** The whole page. */
  public String markdown() {
    return frontMatter() + "\n" + page();
  }

  private String frontMatter() {
    StringBuilder yaml = new StringBuilder("---\n");
    yaml.append("license: ").append(licence.toLowerCase(Locale.ROOT)).append('\n');
    String title = making.isBalanced() ? "Balanced " + model : "Images of " + model;
    yaml.append("pretty_name: ").append(quoted(title)).append('\n');
    yaml.append("tags:\n- synthetic\n- fairness\n- isonomy\n");
    yaml.append("task_categories:\n- image-classification\n");
    yaml.append("size_categories:\n- ").append(sizeCategory()).append('\n');
    yaml.append("configs:\n- config_name: default\n  data_files:\n");
    for (Part split : splits) {
      yaml.append("  - split: ").append(split.name()).append("\n    path:\n");
      split.paths().forEach(path -> yaml.append("    - ").append(path).append('\n'));
    }
    yaml.append("dataset_info:\n  features:\n  - name: image\n    dtype: image\n");
    for (Attribute attribute : space.attributes()) {
      yaml.append("  - name: ").append(quoted(attribute.name())).append('\n');
      yaml.append("    dtype:\n      class_label:\n        names:\n");
      for (int i = 0; i < attribute.classes().size(); i++) {
        String name = quoted(attribute.classes().get(i));
        yaml.append("          '").append(i).append("': ").append(name).append('\n');
      }
    }
    for (ImageSchema.Column column : ImageSchema.columns(prompted)) {
      yaml.append("  - name: ").append(column.name()).append('\n');
      yaml.append("    dtype: ").append(ColumnType.of(column.type()).feature()).append('\n');
    }
    yaml.append("  splits:\n");
    for (Part split : splits) {
      yaml.append("  - name: ").append(split.name());
      yaml.append("\n    num_bytes: ").append(split.bytes());
      yaml.append("\n    num_examples: ").append(split.images()).append('\n');
    }
    return yaml.append("---\n").toString();
  }

  private String page() {
    StringBuilder page = new StringBuilder();
    page.append("# ").append(String.format(Locale.ROOT, "%,d", images));
    page.append(" images in ").append(countsByCell.size());
    page.append(making.isBalanced() ? " balanced cells\n\n" : " cells\n\n");
    page.append("Every image is **synthetic**: drawn by the diffusion model `").append(model);
    page.append("` (SHA-256 `").append(modelSha256).append("`), ").append(sampling);
    page.append(". ").append(making.selection()).append(" No image shows a");
    page.append(" person. Each PNG carries the IPTC digital source type");
    page.append(" `trainedAlgorithmicMedia` in its metadata.\n\n");
    page.append("```python\nfrom datasets import load_dataset\n");
    page.append("images = load_dataset(\"path/to/this/directory\")[\"train\"]\n```\n\n");
    if (splits.size() > 1) {
      page.append("| split | images |\n|---|---:|\n");
      for (Part split : splits) {
        page.append("| ").append(split.name()).append(" | ").append(split.images()).append(" |\n");
      }
      page.append("\nA split has whole work units, and every unit has the cells' proportions.\n\n");
    }
    page.append("| cell (");
    List<String> names = space.attributes().stream().map(Attribute::name).toList();
    page.append(escaped(CellName.join(names)));
    page.append(") | images |\n|---|---:|\n");
    countsByCell.forEach(
        (cell, count) ->
            page.append("| ").append(escaped(cell)).append(" | ").append(count).append(" |\n"));
    page.append(
        """

        Labels are those of %s (`label_confidence`);
        an independently trained auditor judges them in `../audit.html`. `unit`, `seed` and `sample_id` name the
        random numbers of an image: the same configuration, model and seed give the same pixels again, on any
        machine of the same kind, and `pixels_sha256` tells that they do. `component_purity` is P(cell | component) and
        `latent_posterior` is P(cell | latent): what was expected before the image was made.
        %s It says nothing about attributes that are not labelled.

        The images inherit the model's licence: see `LICENSE` and, where the model has one, `MODEL_CARD.md`.
        """
            .formatted(making.labeler(), making.meaning()));
    return page.toString();
  }

  private String sizeCategory() {
    String[] names = {"n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M"};
    int digits = (int) Math.floor(Math.log10((double) Math.max(1, images)));
    return digits < 3 ? names[0] : names[Math.min(names.length - 1, digits - 2)];
  }

  /** A text as a scalar of YAML: in single quotes, in double ones where it needs escapes. */
  private static String quoted(String text) {
    if (text.chars().allMatch(DatasetCard::isPrinted)) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder yaml = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        yaml.append('\\').append(c);
      } else if (isPrinted(c)) {
        yaml.append(c);
      } else {
        yaml.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return yaml.append('"').toString();
  }

  // What YAML prints, without its line breaks. Halves of a character beyond 16 bits come in pairs.
  private static boolean isPrinted(int c) {
    boolean ascii = c >= 0x20 && c <= 0x7e;
    return ascii || (c >= 0xa0 && c <= 0xfffd && c != 0x2028 && c != 0x2029 && c != 0xfeff);
  }

  /** A text inside a cell of a Markdown table. */
  private static String escaped(String text) {
    return text.replaceAll("[\\\\`*<>|\\[\\]&~$#]", "\\\\$0");
  }
}
