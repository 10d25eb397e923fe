package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * That what agents dial to Usher is no code of anybody else's, nor begins with one (some phones and adapters act on a code as soon as it is
 * complete), nor is the beginning of one. The others are regular expressions, with the digits that follow where some do.
 */
class FeatureCodesTest {
    /** Sample configuration files of Asterisk 22 (features.conf, res_parking.conf), and what chan_dahdi takes from analogue phones. */
    private static final List<String> ASTERISK = List.of(
            "\\*8",
            "\\*0",
            "\\*1",
            "\\*2",
            "\\*3",
            "\\*4",
            "#",
            "#1",
            "#72",
            "700",
            "7(0[1-9]|1\\d|20)",
            "\\*67",
            "\\*69",
            "\\*70",
            "\\*72",
            "\\*73",
            "\\*78",
            "\\*79",
            "\\*82",
            "\\*60");

    /** ATIS-0300058: the format *XX, but *2XX and *3XX with three digits; dialled before a number as well. */
    private static final List<String> NORTH_AMERICA = List.of("\\*[014-9]\\d\\d*", "\\*[23]\\d\\d\\d*", "\\*[23]\\d");

    /** ETSI and 3GPP TS 22.030: service codes have two or three digits, between * or # and * or #. */
    private static final List<String> SUPPLEMENTARY_SERVICES =
            List.of("(\\*|#|\\*\\*|##|\\*#)\\d{2,3}(\\*\\d*){0,4}#", "\\*#06#", "(\\*|#)\\d{2,3}[*#]\\d+");

    /**
     * Default feature codes of FreePBX's modules (install scripts of core, queues, parking, paging, callforward, donotdisturb, voicemail,
     * blacklist, speeddial, timeconditions, daynight, findmefollow, infoservices, hotelwakeup, recordings, contactmanager, …).
     */
    private static final List<String> FREEPBX = List.of(
            "\\*\\*\\d*",
            "##",
            "\\*8",
            "\\*1",
            "\\*2",
            "\\*10\\d*",
            "\\*11",
            "\\*12",
            "\\*21\\d*",
            "\\*27\\d*",
            "\\*28\\d*",
            "\\*29\\d*",
            "\\*3[0-9]\\d*",
            "\\*4[0-9]\\d*",
            "\\*5[0-9]\\d*",
            "\\*6[0-9]\\d*",
            "\\*7[0-9]\\d*",
            "\\*8[0-9]\\d*",
            "\\*9[0-9]\\d*",
            "\\*0\\d*",
            "\\*411",
            "#",
            "555",
            "666",
            "888",
            "7777",
            "70",
            "7[1-8]",
            // direct dialling into a voicemail box: * and the extension
            "\\*\\d{2,}");

    private static final List<String> EMERGENCY = List.of(
            "[09]?(000|08|100|101|102|103|104|108|110|111|112|113|114|115|116\\d*|117|118|119|120|122|123|125|128|129|130|131|132|133|"
                    + "140|144|150|155|158|180|190|191|192|193|194|195|197|198|199|733|900|911|933|988|995|996|997|998|999|1122)");

    private static final Pattern EXTENSION = Pattern.compile("exten => ([^,]+),1,.*");

    /** The numbers of the shipped context usher-agent, each pattern with digits of every length in place of its open end. */
    private static List<String> codes() throws IOException {
        List<String> lines =
                Files.readAllLines(ProjectFiles.shippedAsteriskConf().resolve("extensions-usher.conf"));
        List<String> context = lines.subList(lines.indexOf("[usher-agent]") + 1, lines.indexOf("[usher-desk]"));
        return context.stream()
                .map(EXTENSION::matcher)
                .filter(matcher -> matcher.matches())
                .flatMap(matcher -> numbers(matcher.group(1)))
                .toList();
    }

    private static Stream<String> numbers(String extension) {
        if (!extension.startsWith("_")) {
            return Stream.of(extension);
        }
        assertThat(extension)
                .as("a kind of pattern that this test can spell out")
                .matches("_[0-9*#]+X!");
        String fixed = extension.substring(1, extension.length() - 2);
        return IntStream.rangeClosed(1, 8)
                .boxed()
                .flatMap(length -> IntStream.rangeClosed(0, 9).mapToObj(digit -> fixed + ("" + digit).repeat(length)));
    }

    private static List<String> others() {
        List<String> all = new ArrayList<>();
        Stream.of(ASTERISK, NORTH_AMERICA, SUPPLEMENTARY_SERVICES, FREEPBX, EMERGENCY)
                .forEach(all::addAll);
        return all;
    }

    @Test
    void shouldBeNobodyElsesCodeAndBeginWithNone() throws IOException {
        assertThat(codes()).contains("*5*0", "*5*1", "*5*1*77", "*5*2*333");
        for (String code : codes()) {
            for (String other : others()) {
                Pattern theirs = Pattern.compile(other);
                for (int end = 1; end <= code.length(); end++) {
                    assertThat(theirs.matcher(code.substring(0, end)).matches())
                            .as("%s collides with %s at its first %d keys", code, other, end)
                            .isFalse();
                }
            }
        }
    }

    @Test
    @SuppressWarnings("JdkObsolete") // whether more input could make it match is what hitEnd() is for
    void shouldBeginNobodyElsesCode() throws IOException {
        for (String code : codes()) {
            for (String other : others()) {
                var theirs = Pattern.compile(other).matcher(code);
                // a match that failed for lack of more characters: something longer of theirs begins with all of ours
                assertThat(!theirs.matches() && theirs.hitEnd())
                        .as("%s begins a code like %s", code, other)
                        .isFalse();
            }
        }
    }
}
