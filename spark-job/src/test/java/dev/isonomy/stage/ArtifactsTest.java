package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.association.AssociationCounts;
import dev.isonomy.association.PilotCounts;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import dev.isonomy.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactsTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("shape", List.of("round", "square")));

  @TempDir private Path temporary;

  private RunDirectory directory() {
    return RunDirectory.at(temporary.toString(), new Configuration());
  }

  @Test
  void aMisspelledKeyOfTheAssociationIsNamed() {
    double[][] labels = {{1, 0}, {0, 2}};
    JsonObject json =
        new AssociationCounts(SPACE, 0.5, labels, 1, Optional.of(PilotCounts.sure(labels)))
            .toJson();
    json.add(CellDraws.NAME, new JsonArray());
    json.add("pilto", json.remove("pilot"));
    directory().write(Artifacts.ASSOCIATION.name(), json.toString());

    assertThatThrownBy(() -> Artifacts.associated(directory(), SPACE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("association.json: pilto is not known; known are");
  }

  @Test
  void aMixtureWithoutItsNumbersIsToldInOneLine() {
    directory().write(Artifacts.SUMMARY, "{}");

    assertThatThrownBy(() -> Artifacts.latents(directory()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("mixture.npz is not there")
        .hasMessageEndingWith("delete " + temporary);
  }
}
