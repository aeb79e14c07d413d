package dev.isonomy.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvidersTest {
  @TempDir private Path jar;
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void restoreTheLoader() {
    Thread.currentThread().setContextClassLoader(before);
  }

  /** A source in a jar that only {@code --jars} names. */
  public static class Camera implements ImageSource {
    @Override
    public String name() {
      return "camera";
    }

    @Override
    public ImageSequence draw(SourceRequest request) {
      throw new UnsupportedOperationException();
    }
  }

  /** Another source of that name. */
  public static final class OtherCamera extends Camera {}

  @Test
  void aJarThatOnlyTheContextsLoaderKnowsIsSearched() throws IOException {
    assertThat(Providers.names(ImageSource.class)).doesNotContain("camera");
    try (URLClassLoader jars = loader(before, Camera.class)) {
      Thread.currentThread().setContextClassLoader(jars);
      assertThat(Providers.names(ImageSource.class)).contains("camera");
      assertThat(Providers.named(ImageSource.class, "camera")).containsInstanceOf(Camera.class);
      assertThat(Providers.named(ImageSource.class, "microscope")).isEmpty();
    }
  }

  @Test
  void aContextWithoutIsonomyIsPassedOver() throws IOException {
    // As threads have it that Spark did not start, where spark-submit loads the job jar.
    try (URLClassLoader foreign = loader(ClassLoader.getPlatformClassLoader(), Camera.class)) {
      for (ClassLoader context : new ClassLoader[] {foreign, null}) {
        Thread.currentThread().setContextClassLoader(context);
        assertThat(Providers.names(ImageSource.class)).doesNotContain("camera");
      }
    }
  }

  @Test
  void aNameThatTwoProvidersUseIsRefused() throws IOException {
    try (URLClassLoader jars = loader(before, Camera.class, OtherCamera.class)) {
      Thread.currentThread().setContextClassLoader(jars);
      assertThatThrownBy(() -> Providers.named(ImageSource.class, "camera"))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "the class path must have one ImageSource named camera but has %s and %s"
                  .formatted(Camera.class.getName(), OtherCamera.class.getName()));
    }
  }

  private URLClassLoader loader(ClassLoader parent, Class<?>... sources) throws IOException {
    Path services = Files.createDirectories(jar.resolve("META-INF/services"));
    StringBuilder names = new StringBuilder();
    for (Class<?> source : sources) {
      names.append(source.getName()).append('\n');
    }
    Files.writeString(services.resolve(ImageSource.class.getName()), names);
    return new URLClassLoader(new URL[] {jar.toUri().toURL()}, parent);
  }
}
