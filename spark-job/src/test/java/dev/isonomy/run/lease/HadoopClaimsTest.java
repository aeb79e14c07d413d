package dev.isonomy.run.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claims of file systems that rename, without the checksums of Hadoop's local one. */
class HadoopClaimsTest {
  @TempDir private Path temporary;

  private HadoopClaims store() throws Exception {
    FileSystem files = FileSystem.getLocal(new Configuration()).getRawFileSystem();
    return new HadoopClaims(
        files, new org.apache.hadoop.fs.Path(temporary.resolve("run").toUri()), true);
  }

  @Test
  void claimsAreWrittenReplacedListedAndRemoved() throws Exception {
    HadoopClaims store = store();
    assertThat(store.list("")).isEmpty();
    store.put("a", "one");
    store.renew("a", "two");
    store.put("b", "three");
    assertThat(store.list("")).isEqualTo(Map.of("a", "two", "b", "three"));
    assertThat(store.list("a")).isEqualTo(Map.of("a", "", "b", "three"));
    store.delete("a");
    store.removeDirectory();
    assertThat(store.list("")).isEqualTo(Map.of("b", "three"));
    store.delete("b");
    store.delete("b");
    store.removeDirectory();
    assertThat(temporary.resolve("run")).doesNotExist();
  }

  @Test
  void whatAStarterIsStillWritingIsNotListed() throws Exception {
    HadoopClaims store = store();
    store.put("a", "one");
    Files.writeString(temporary.resolve("run/lease/.b.json.part"), "{");
    Files.createDirectory(temporary.resolve("run/lease/c.json"));
    assertThat(store.list("")).containsOnlyKeys("a");
  }
}
