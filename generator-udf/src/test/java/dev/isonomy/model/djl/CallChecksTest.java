package dev.isonomy.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleModule;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleException;
import dev.isonomy.model.ModuleFiles;
import dev.isonomy.model.djl.NetworkCalls.Input;
import dev.isonomy.model.djl.NetworkCalls.Piece;
import dev.isonomy.model.djl.NetworkCalls.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallChecksTest {
  private final ModelBundle bundle = Bundles.tiny();
  private final CallChecks checks = new CallChecks(bundle);
  private final Target labels = Target.of(BundleModule.LABELER, ModuleFiles.FORWARD, 4);
  private final Target encoded = Target.of(BundleModule.AUTOENCODER, "encode", 2, 3);

  @Test
  void aNetworkIsNamedByModuleMethodFileAndBundle() {
    String file = bundle.manifest().file(BundleModule.LABELER, ModuleFiles.FORWARD);
    assertThat(checks.name(labels))
        .isEqualTo("module labeler (%s of bundle %s)".formatted(file, bundle));
    assertThat(checks.name(encoded)).startsWith("module autoencoder.encode (");
  }

  @Test
  void argumentsOfTheRightLengthPassAndOthersAreCounted() {
    Input input = new Input(new float[6], new long[] {3});
    assertThatCode(() -> checks.requireArguments(labels, List.of(input), 2, List.of(new float[8])))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> checks.requireArguments(labels, List.of(input), 3, List.of(new float[12])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("was given 6 numbers for 3 samples of 3");
    assertThatThrownBy(
            () -> checks.requireArguments(labels, List.of(input), 2, List.of(new float[7])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("needs room for 2 samples of 4");
  }

  @Test
  void aMissingMethodIsTheBundlesFaultAndAnythingElseTheNetworks() {
    assertThat(checks.failure(encoded, new RuntimeException("Method 'encode' is not defined.")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("module autoencoder.encode")
        .hasMessageContaining("has no such method; export it again");
    assertThat(checks.failure(labels, new RuntimeException("trace\nshapes cannot be multiplied")))
        .isInstanceOf(ModuleException.class)
        .hasMessageEndingWith("failed: shapes cannot be multiplied");
  }

  @Test
  void resultsMustHaveTheirNumberTypeAndShape() {
    Piece piece = new Piece(2, 0, 2);
    try (NDManager manager = new PyTorch().start().newBaseManager()) {
      NDList right = new NDList(manager.zeros(new Shape(2, 4)));
      assertThatCode(() -> checks.requireShapes(labels, right, piece)).doesNotThrowAnyException();
      NDList two = new NDList(manager.zeros(new Shape(2, 4)), manager.zeros(new Shape(2, 4)));
      assertRefused(labels, two, "must return one tensor but returned 2");
      NDList half = new NDList(manager.zeros(new Shape(2, 4), DataType.FLOAT16));
      assertRefused(labels, half, "must return float32 but returned float16");
      NDList wide = new NDList(manager.zeros(new Shape(2, 5)));
      assertRefused(labels, wide, "must return the shape (2, 4) but returned (2, 5)");
      NDList single = new NDList(manager.zeros(new Shape(1, 2, 3)));
      assertRefused(encoded, single, "must return the shape (2, 2, 3) but returned (1, 2, 3)");
    }
  }

  private void assertRefused(Target target, NDList results, String message) {
    assertThatThrownBy(() -> checks.requireShapes(target, results, new Piece(2, 0, 2)))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(message);
  }

  @Test
  void aNumberThatIsNotFiniteIsToldWithItsSample() {
    float[] all = new float[12];
    all[9] = Float.NaN;
    assertThatThrownBy(() -> checks.requireFinite(labels, new Piece(3, 0, 3), List.of(all)))
        .isInstanceOfSatisfying(ModuleException.class, e -> assertThat(e.sample()).isEqualTo(2))
        .hasMessageEndingWith("returned NaN");
    // Not of this piece: it was looked at before, or comes later.
    assertThatCode(() -> checks.requireFinite(labels, new Piece(2, 0, 2), List.of(all)))
        .doesNotThrowAnyException();
  }
}
