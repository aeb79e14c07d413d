package dev.isonomy.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.parquet", "A.PARQUET", "x.snappy.parquet", "a.parq", "a.pq"})
  void parquetIsKnownByItsNameInAnyCase(String name) {
    assertThat(FileKind.isParquet(name)).isTrue();
    assertThat(FileKind.isOtherTable(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.CSV.gz", "rows.jsonl.zst", "a.arrow", "t.orc", "b.xlsx"})
  void aTableOfAnotherKindIsNoticedEvenCompressed(String name) {
    assertThat(FileKind.isOtherTable(name)).isTrue();
    assertThat(FileKind.isParquet(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", ".parquet", "a.parquet.tmp", "csv", "a.txt", "csv.gz", "a."})
  void otherNamesAreNeither(String name) {
    assertThat(FileKind.isParquet(name)).isFalse();
    assertThat(FileKind.isOtherTable(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README", "readme.txt", "notes.MD", "LICENSE", "dataset_infos.json"})
  void documentsOfADataSetAreNoTables(String name) {
    assertThat(FileKind.isDocument(name)).isTrue();
  }

  @Test
  void otherFilesAreNoDocuments() {
    assertThat(FileKind.isDocument("md")).isFalse();
    assertThat(FileKind.isDocument("my-readme.parquet")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "PARE____, 'encrypted Parquet, which Isonomy cannot decrypt'",
    "'version https://git-lfs.github.com/spec/v1', a pointer of Git LFS; fetch it with git lfs pull",
    "OBJ____, text such as CSV",
    "'{\"a\": 1}', JSON",
    "'<!DOCTYPE html>', 'an HTML page, perhaps of a download that failed'",
    "'a,b', text such as CSV"
  })
  void theFirstBytesTellWhatAFileIs(String head, String kind) {
    assertThat(FileKind.ofBytes(bytes(head))).isEqualTo(kind);
  }

  @Test
  void binaryFilesAreToldApart() {
    assertThat(FileKind.ofBytes(bytes("\u001f\u008b\u0008"))).isEqualTo("gzip");
    assertThat(FileKind.ofBytes(bytes("\u0089PNG\r\n"))).isEqualTo("a PNG image");
    assertThat(FileKind.ofBytes(bytes("(\u00b5/\u00fd"))).isEqualTo("Zstandard");
    assertThat(FileKind.ofBytes(new byte[] {1, 2, 3})).isEqualTo("of an unknown kind");
    assertThat(FileKind.ofBytes(new byte[0])).isEqualTo("of an unknown kind");
    assertThat(FileKind.ofBytes(bytes("\u001f"))).as("a magic cut off").doesNotContain("gzip");
    assertThat(FileKind.beginsLikeParquet(bytes("PAR1..."))).isTrue();
    assertThat(FileKind.beginsLikeParquet(bytes("PAR"))).isFalse();
  }
}
