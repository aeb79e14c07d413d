package dev.isonomy.dataset;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.spark.task.ImageSchema;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The data set described for machines: {@code croissant.json}, MLCommons Croissant 1.1 (JSON-LD
 * over schema.org). Catalogues find the data set by it, and mlcroissant and TensorFlow Datasets
 * read it.
 *
 * @param space the attributes
 * @param images rows in the data set
 * @param splits names of the splits, which the files' names begin with; empty if they do not
 * @param model the bundle's name and version
 * @param modelSha256 digest of the bundle
 * @param licence SPDX name of the licence that the images inherit
 * @param prompted whether the model was asked for something
 * @param making what decided on the images
 */
public record Croissant(
    AttributeSpace space,
    long images,
    List<String> splits,
    String model,
    String modelSha256,
    String licence,
    boolean prompted,
    Making making) {
  /** Its name beside the data set's README.md. */
  public static final String FILE = "croissant.json";

  private static final String CONTEXT =
      """
      {"@language":"en","@vocab":"https://schema.org/","citeAs":"cr:citeAs","column":"cr:column",
       "conformsTo":"dct:conformsTo","cr":"http://mlcommons.org/croissant/",
       "rai":"http://mlcommons.org/croissant/RAI/","data":{"@id":"cr:data","@type":"@json"},
       "dataType":{"@id":"cr:dataType","@type":"@vocab"},"dct":"http://purl.org/dc/terms/",
       "equivalentProperty":"cr:equivalentProperty","samplingRate":"cr:samplingRate",
       "examples":{"@id":"cr:examples","@type":"@json"},"extract":"cr:extract","field":"cr:field",
       "fileProperty":"cr:fileProperty","fileObject":"cr:fileObject","fileSet":"cr:fileSet",
       "format":"cr:format","includes":"cr:includes","isLiveDataset":"cr:isLiveDataset",
       "jsonPath":"cr:jsonPath","key":"cr:key","md5":"cr:md5","parentField":"cr:parentField",
       "path":"cr:path","prov":"http://www.w3.org/ns/prov#","recordSet":"cr:recordSet","references":"cr:references","regex":"cr:regex",
       "repeated":"cr:repeated","replace":"cr:replace","sc":"https://schema.org/",
       "separator":"cr:separator","source":"cr:source","subField":"cr:subField",
       "transform":"cr:transform"}
      """;
  private static final String FILES = "parquet-files";
  private static final String SPLITS = "splits";

  /** The description as indented JSON-LD. */
  public String json() {
    JsonObject json = new JsonObject();
    json.add("@context", JsonParser.parseString(CONTEXT));
    json.addProperty("@type", "sc:Dataset");
    json.addProperty("conformsTo", "http://mlcommons.org/croissant/1.1");
    json.addProperty(
        "name",
        (making.isBalanced() ? "balanced-" : "images-of-")
            + model.toLowerCase(Locale.ROOT).replace(' ', '-'));
    json.addProperty("description", description());
    json.addProperty("license", "https://spdx.org/licenses/" + licence + ".html");
    json.addProperty("version", "1.0.0");
    json.addProperty("isLiveDataset", false);
    json.addProperty("rai:dataCollection", "Synthetic: every image is drawn by a diffusion model.");
    json.addProperty("rai:dataBiases", making.biases());
    json.add("prov:wasGeneratedBy", generation());
    JsonArray distribution = new JsonArray();
    JsonObject files = new JsonObject();
    files.addProperty("@type", "cr:FileSet");
    files.addProperty("@id", FILES);
    files.addProperty("name", FILES);
    files.addProperty("encodingFormat", "application/x-parquet");
    files.addProperty("includes", "data/*.parquet");
    distribution.add(files);
    json.add("distribution", distribution);
    JsonArray recordSets = new JsonArray();
    if (!splits.isEmpty()) {
      recordSets.add(splitNames());
    }
    recordSets.add(images("images"));
    for (Attribute attribute : space.attributes()) {
      recordSets.add(classes(attribute));
    }
    json.add("recordSet", recordSets);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  private String description() {
    return String.format(
        Locale.ROOT,
        "%,d synthetic images in %d cells of %s, drawn by the diffusion model %s (SHA-256 %s). %s",
        images,
        space.cellCount(),
        String.join(", ", space.attributes().stream().map(Attribute::name).toList()),
        model,
        modelSha256,
        making.selection());
  }

  private JsonObject generation() {
    JsonObject activity = new JsonObject();
    activity.addProperty("@type", "prov:Activity");
    activity.addProperty("prov:label", "Generation by the diffusion model " + model);
    JsonObject used = new JsonObject();
    used.addProperty("@type", "prov:Entity");
    used.addProperty("prov:label", model);
    used.addProperty("sha256", modelSha256);
    if (making.labelers().isEmpty()) {
      activity.add("prov:used", used);
      return activity;
    }
    JsonArray all = new JsonArray();
    all.add(used);
    making.labelers().forEach(labeler -> all.add(entity(labeler)));
    activity.add("prov:used", all);
    return activity;
  }

  private static JsonObject entity(Making.Labeler labeler) {
    JsonObject used = new JsonObject();
    used.addProperty("@type", "prov:Entity");
    used.addProperty(
        "prov:label",
        "Labeler of %s: %s".formatted(String.join(", ", labeler.attributes()), labeler.name()));
    used.addProperty("sha256", labeler.sha256());
    return used;
  }

  /** The names of the splits, as data inside the description. */
  private JsonObject splitNames() {
    JsonObject records = recordSet(SPLITS);
    records.addProperty("dataType", "cr:Split");
    records.add("key", reference(SPLITS + "/name"));
    JsonArray fields = new JsonArray();
    fields.add(plainField(SPLITS, "name", "sc:Text"));
    records.add("field", fields);
    JsonArray data = new JsonArray();
    for (String split : splits) {
      JsonObject row = new JsonObject();
      row.addProperty(SPLITS + "/name", split);
      data.add(row);
    }
    records.add("data", data);
    return records;
  }

  /** A row's split: its file's name tells. */
  private JsonObject split(String records) {
    JsonObject field = plainField(records, "split", "sc:Text");
    field.addProperty("description", "Split that the image belongs to.");
    JsonObject source = new JsonObject();
    source.add("fileSet", reference(FILES));
    JsonObject extract = new JsonObject();
    extract.addProperty("fileProperty", "fullpath");
    source.add("extract", extract);
    JsonObject transform = new JsonObject();
    transform.addProperty("regex", "^.*/(" + String.join("|", splits) + ")-[^/]*\\.parquet$");
    source.add("transform", transform);
    field.add("source", source);
    JsonObject references = new JsonObject();
    references.add("field", reference(SPLITS + "/name"));
    field.add("references", references);
    return field;
  }

  private static JsonObject reference(String id) {
    JsonObject reference = new JsonObject();
    reference.addProperty("@id", id);
    return reference;
  }

  private JsonObject images(String name) {
    JsonObject records = recordSet(name);
    JsonArray fields = new JsonArray();
    JsonObject image = field(name, "image", "sc:ImageObject", "The image, a PNG.");
    JsonObject transform = new JsonObject(); // the column is a struct of bytes and path
    transform.addProperty("jsonPath", "bytes");
    image.getAsJsonObject("source").add("transform", transform);
    fields.add(image);
    for (Attribute attribute : space.attributes()) {
      JsonObject label =
          field(name, attribute.name(), "sc:Integer", "Class of " + attribute.name() + ".");
      JsonObject references = new JsonObject();
      references.add("field", reference(id(attribute.name()) + "-classes/label"));
      label.add("references", references);
      fields.add(label);
    }
    if (!splits.isEmpty()) {
      fields.add(split(name));
    }
    for (ImageSchema.Column column : ImageSchema.columns(prompted)) {
      fields.add(
          field(name, column.name(), ColumnType.of(column.type()).croissant(), column.text()));
    }
    records.add("field", fields);
    return records;
  }

  private static JsonObject field(String records, String column, String type, String text) {
    JsonObject field = plainField(records, column, type);
    field.addProperty("description", text);
    JsonObject source = new JsonObject();
    source.add("fileSet", reference(FILES));
    JsonObject extract = new JsonObject();
    extract.addProperty("column", column);
    source.add("extract", extract);
    field.add("source", source);
    return field;
  }

  /** The names of an attribute's classes, as data inside the description. */
  private static JsonObject classes(Attribute attribute) {
    String name = id(attribute.name()) + "-classes";
    JsonObject records = recordSet(name);
    records.addProperty("dataType", "sc:Enumeration");
    records.add("key", reference(name + "/label"));
    JsonArray fields = new JsonArray();
    fields.add(plainField(name, "label", "sc:Integer"));
    fields.add(plainField(name, "name", "sc:Text"));
    records.add("field", fields);
    JsonArray data = new JsonArray();
    for (int label = 0; label < attribute.classes().size(); label++) {
      JsonObject row = new JsonObject();
      row.addProperty(name + "/label", label);
      row.addProperty(name + "/name", attribute.classes().get(label));
      data.add(row);
    }
    records.add("data", data);
    return records;
  }

  private static JsonObject recordSet(String name) {
    JsonObject records = new JsonObject();
    records.addProperty("@type", "cr:RecordSet");
    records.addProperty("@id", name);
    records.addProperty("name", name);
    return records;
  }

  /** A name as a part of an IRI. */
  private static String id(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static JsonObject plainField(String records, String column, String type) {
    JsonObject field = new JsonObject();
    field.addProperty("@type", "cr:Field");
    field.addProperty("@id", records + "/" + id(column));
    field.addProperty("name", column);
    field.addProperty("dataType", type);
    return field;
  }
}
