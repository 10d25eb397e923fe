package org.usher.server.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.chat.Samples.latin1;
import static org.usher.server.chat.Samples.utf8;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be sent in chats is known by what it begins as, and by nothing that is said of it; and what it is called afterwards. */
final class AttachmentTypeTest {
    @Test
    void shouldKnowEachTypeByItsBeginning() {
        assertThat(AttachmentType.of(Samples.PNG)).contains(AttachmentType.PNG);
        assertThat(AttachmentType.of(Samples.JPEG)).contains(AttachmentType.JPEG);
        assertThat(AttachmentType.of(Samples.GIF)).contains(AttachmentType.GIF);
        assertThat(AttachmentType.of(Samples.WEBP)).contains(AttachmentType.WEBP);
        assertThat(AttachmentType.of(Samples.PDF)).contains(AttachmentType.PDF);
        assertThat(AttachmentType.of(utf8("Größe: 3 < 4\r\n\tмало 😀"))).contains(AttachmentType.TEXT);
    }

    @Test
    void shouldTakeNoBeginningOfABeginning() {
        assertThat(AttachmentType.of(Arrays.copyOf(Samples.JPEG, 2))).isEmpty();
        assertThat(AttachmentType.of(Arrays.copyOf(Samples.GIF, 4)))
                .as("so far it is text")
                .contains(AttachmentType.TEXT);
        assertThat(AttachmentType.of(Arrays.copyOf(Samples.PNG, 12))).isEmpty();
        assertThat(AttachmentType.of(Arrays.copyOf(Samples.WEBP, 12))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
                "<!doctype html><script>alert(1)</script>",
                "\ufeff \n <html>",
                "<?xml version='1.0'?><svg/>",
                "#!/bin/sh\nrm -rf ~",
                "  %PDF-1.7",
                "%!PS-Adobe-3.0",
                "a bell \u0007",
                "nothing \0 at all",
                "MZ\u0090\0\u0003",
                "PK\u0003\u0004",
                "\u007fELF",
                "BM6\0\0\0",
                "RIFF\u001a\0\0\0WAVEfmt "
            })
    void shouldTakeNothingElse(String content) {
        assertThat(AttachmentType.of(utf8(content))).isEmpty();
    }

    @Test
    void shouldTakeTextInUtf8Alone() {
        assertThat(AttachmentType.of("Größe".getBytes(StandardCharsets.ISO_8859_1)))
                .isEmpty();
        assertThat(AttachmentType.of("text".getBytes(StandardCharsets.UTF_16))).isEmpty();
        assertThat(AttachmentType.of(latin1("MZ\u0090\0\u0003"))).isEmpty();
    }

    /** It is handed on as the picture that it begins as: no browser looks for another meaning then. */
    @Test
    void shouldTakeWhatMeansTwoThingsForWhatItBeginsAs() {
        assertThat(AttachmentType.of(utf8("GIF89a/*<html><script>alert(1)</script>*/=1;")))
                .contains(AttachmentType.GIF);
        byte[] png = Arrays.copyOf(Samples.PNG, Samples.PNG.length + 8);
        System.arraycopy(utf8("PK\u0003\u0004<svg"), 0, png, Samples.PNG.length, 8);
        assertThat(AttachmentType.of(png)).contains(AttachmentType.PNG);
        assertThat(AttachmentType.PNG.mediaType()).isEqualTo("image/png");
        assertThat(AttachmentType.named("image/svg+xml")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "lamp.png, PNG, lamp.png",
        "LAMP.PNG, PNG, LAMP.PNG",
        "../../etc/passwd, TEXT, passwd.txt",
        "..\\..\\boot.ini, TEXT, boot.ini.txt",
        "/, PDF, file.pdf",
        "'', JPEG, file.jpg",
        "..., JPEG, file.jpg",
        ".png, PNG, png.png",
        "page.html, TEXT, page.html.txt",
        "invoice.pdf.exe, PDF, invoice.pdf.exe.pdf",
        "Größe 7.jpeg, JPEG, Größe 7.jpeg",
        "a\"b;c%0d.txt, TEXT, a_b_c_0d.txt",
        "C:evil.txt, TEXT, C_evil.txt"
    })
    void shouldCleanNames(String given, AttachmentType type, String cleaned) {
        assertThat(AttachmentName.cleaned(given, type)).isEqualTo(cleaned);
    }

    @Test
    void shouldCleanNamesThatAreWrittenToDeceive() {
        assertThat(AttachmentName.cleaned("cod\u202egnp.exe", AttachmentType.PNG))
                .isEqualTo("cod_gnp.exe.png");
        assertThat(AttachmentName.cleaned("a\r\nset-cookie: x\0.png", AttachmentType.PNG))
                .isEqualTo("a_set-cookie_ x_.png");
        assertThat(AttachmentName.cleaned("x".repeat(5_000) + ".png", AttachmentType.PNG))
                .isEqualTo("x".repeat(AttachmentName.MAX) + ".png");
        assertThat(AttachmentName.cleaned("😀".repeat(200), AttachmentType.PNG))
                .hasSizeLessThan(90)
                .endsWith("😀.png");
        assertThat(AttachmentName.cleaned("CON/..", AttachmentType.PNG)).isEqualTo("file.png");
    }
}
