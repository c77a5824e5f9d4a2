import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Makes the data of ICU for C from that of ICU for Java, which is the same with the bytes of each number the other way round.
 * Run by the build, with whatever Java that has:
 *
 * <pre>java IcuData.java icu4j.jar SHA-256-OF-IT FOLDER SHA-256-OF-THE-PACKAGE</pre>
 *
 * In the folder it leaves {@code icudt77l.dat}, the package with everything that V8 asks for, and {@code icudtl.dat}, a package
 * with one small item: V8 copies the file that it is told of into the memory of each process, so it is told of this one, and ICU
 * maps the other, whose pages all processes share.
 */
public final class IcuData {
    private static final String PACKAGE = "icudt77l";
    private static final String IN_JAR = "com/ibm/icu/impl/data/icudata/";
    private static final int ALIGNMENT = 16;

    private IcuData() {
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Path jar = Path.of(arguments[0]);
        Path folder = Path.of(arguments[2]);
        Path whole = folder.resolve(PACKAGE + ".dat");
        Path first = folder.resolve("icudtl.dat");
        if (Files.exists(first) && Files.exists(whole) && sha256(Files.readAllBytes(whole)).equals(arguments[3])) {
            return;
        }
        check(jar, Files.readAllBytes(jar), arguments[1]);
        Map<String, byte[]> items = new TreeMap<>();
        try (JarFile opened = new JarFile(jar.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) opened.stream()::iterator) {
                String name = entry.getName();
                if (name.startsWith(IN_JAR) && isNeeded(name.substring(IN_JAR.length()))) {
                    byte[] item = opened.getInputStream(entry).readAllBytes();
                    new Turn(item, name).item();
                    items.put(PACKAGE + '/' + name.substring(IN_JAR.length()), item);
                }
            }
        }
        items.put(PACKAGE + "/brkitr/jaml.res", phraseModel());
        Files.createDirectories(folder);
        byte[] made = packed(items);
        check(whole, made, arguments[3]);
        Files.write(whole, made);
        String smallest = PACKAGE + "/icustd.res";
        Files.write(first, packed(Map.of(smallest, items.get(smallest))));
    }

    /**
     * What V8 reads of it. Not: lists for Java, transliteration, profiles of names, and what is part of ICU's program in C
     * (properties, names and cases of characters, NFC).
     */
    private static boolean isNeeded(String name) {
        if (name.startsWith("translit/")) {
            return false;
        }
        return name.endsWith(".res") || name.endsWith(".brk") || name.endsWith(".dict")
                || name.endsWith(".nrm") && !name.equals("nfc.nrm")
                || List.of("coll/ucadata.icu", "uemoji.icu", "ulayout.icu").contains(name);
    }

    /**
     * Weights by which Japanese is broken into phrases. V8's ICU is built to have them, and without does not break Chinese and
     * Japanese into words either, which it does by a dictionary. V8 asks for no phrases, so there is none in any list.
     */
    private static byte[] phraseModel() {
        TreeMap<String, Integer> lists = new TreeMap<>();
        for (String feature : "BW1 BW2 BW3 TW1 TW2 TW3 TW4 UW1 UW2 UW3 UW4 UW5 UW6".split(" ")) {
            lists.put(feature + "Keys", 8 << 28);
            lists.put(feature + "Values", 14 << 28);
        }
        int header = 32;
        int keysAt = 4 * 8;
        int keysEnd = (keysAt + String.join(" ", lists.keySet()).length() + 1 + 3) / 4 * 4;
        int valuesAt = keysEnd + (2 * (1 + lists.size()) + 3) / 4 * 4;
        int end = valuesAt + 4 * lists.size();
        byte[] made = new byte[header + end];
        writeHeader(made, "ResB", 2);
        int[] words = {2 << 28 | keysEnd / 4, 7, keysEnd / 4, end / 4, end / 4, lists.size(), 1, keysEnd / 4};
        for (int i = 0; i < words.length; i++) {
            write32(made, header + 4 * i, words[i]);
        }
        write16(made, header + keysEnd, lists.size());
        int keyAt = keysAt;
        int i = 0;
        for (Map.Entry<String, Integer> list : lists.entrySet()) {
            byte[] key = list.getKey().getBytes(US_ASCII);
            System.arraycopy(key, 0, made, header + keyAt, key.length);
            write16(made, header + keysEnd + 2 * (1 + i), keyAt);
            write32(made, header + valuesAt + 4 * i, list.getValue());
            keyAt += key.length + 1;
            i++;
        }
        return made;
    }

    private static void writeHeader(byte[] bytes, String format, int version) {
        write16(bytes, 0, 32);
        bytes[2] = (byte) 0xda;
        bytes[3] = 0x27;
        write16(bytes, 4, 20);
        bytes[10] = 2;
        System.arraycopy(format.getBytes(US_ASCII), 0, bytes, 12, 4);
        bytes[16] = (byte) version;
    }

    private static void check(Path file, byte[] bytes, String expected) throws GeneralSecurityException {
        String found = sha256(bytes);
        if (!found.equals(expected)) {
            throw new IllegalStateException(file + " has the SHA-256 " + found + " (expected: " + expected + ")");
        }
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** A package: a header, how many items, where each one's name and bytes begin, the names, the items. */
    private static byte[] packed(Map<String, byte[]> items) {
        List<String> names = new ArrayList<>(new TreeMap<>(items).keySet());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] header = new byte[32];
        writeHeader(header, "CmnD", 1);
        out.writeBytes(header);
        int nameAt = 4 + 8 * names.size();
        int namesEnd = nameAt + names.stream().mapToInt(name -> name.length() + 1).sum();
        int itemAt = aligned(namesEnd);
        byte[] contents = new byte[itemAt];
        write32(contents, 0, names.size());
        for (int i = 0; i < names.size(); i++) {
            byte[] name = names.get(i).getBytes(US_ASCII);
            write32(contents, 4 + 8 * i, nameAt);
            write32(contents, 8 + 8 * i, itemAt);
            System.arraycopy(name, 0, contents, nameAt, name.length);
            nameAt += name.length + 1;
            itemAt += aligned(items.get(names.get(i)).length);
        }
        out.writeBytes(contents);
        for (String name : names) {
            byte[] item = items.get(name);
            out.writeBytes(item);
            out.writeBytes(new byte[aligned(item.length) - item.length]);
        }
        return out.toByteArray();
    }

    private static int aligned(int offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static void write16(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) value;
        bytes[offset + 1] = (byte) (value >> 8);
    }

    private static void write32(byte[] bytes, int offset, int value) {
        write16(bytes, offset, value);
        write16(bytes, offset + 2, value >> 16);
    }

    /** One item, turned in place. Numbers are read before they are turned. */
    private static final class Turn {
        private static final int STRING = 0;
        private static final int BINARY = 1;
        private static final int TABLE = 2;
        private static final int ALIAS = 3;
        private static final int TABLE_32 = 4;
        private static final int ARRAY = 8;
        private static final int INTEGERS = 14;

        private final byte[] bytes;
        private final String name;
        private final java.util.BitSet turned = new java.util.BitSet();

        Turn(byte[] bytes, String name) {
            this.bytes = bytes;
            this.name = name;
        }

        void item() {
            turn(0, bytes.length);
        }

        /** What has a header: an item, and collation data within one. */
        private void turn(int at, int length) {
            if (length < 24 || (bytes[at + 2] & 0xff) != 0xda || bytes[at + 3] != 0x27 || bytes[at + 8] != 1) {
                throw unknown("no header of big-endian data at " + at);
            }
            int start = at + read16(at);
            String format = new String(bytes, at + 12, 4, US_ASCII);
            int version = bytes[at + 16];
            turn16(at, 1);
            turn16(at + 4, 2);
            bytes[at + 8] = 0;
            switch (format + version) {
                case "ResB1", "ResB2", "ResB3" -> resources(start);
                case "UCol5" -> collation(start);
                case "Nrm24", "Nrm25" -> normalization(start);
                case "Brk 6" -> breaks(start);
                case "Dict1" -> dictionary(start);
                case "Emoj1" -> emoji(start);
                case "Layo1" -> layout(start);
                default -> throw unknown("format " + format + ' ' + version);
            }
        }

        private void resources(int start) {
            int root = read32(start);
            int indexes = bytes[start + 7] & 0xff;
            int keysTop = read32(start + 8);
            if (indexes > 6) {
                int unitsTop = read32(start + 4 * 7);
                turn16(start + 4 * keysTop, 2 * (unitsTop - keysTop));
            }
            turn32(start, 1 + indexes);
            resource(start, root);
        }

        private void resource(int start, int resource) {
            int type = resource >>> 28;
            int offset = resource & 0x0fff_ffff;
            // The other types are within the word, or among the 16-bit units.
            if (offset == 0 || !List.of(STRING, BINARY, TABLE, ALIAS, TABLE_32, ARRAY, INTEGERS).contains(type)
                    || turned.get(offset)) {
                return;
            }
            turned.set(offset);
            int at = start + 4 * offset;
            int count = type == TABLE ? read16(at) : read32(at);
            switch (type) {
                case STRING, ALIAS -> {
                    turn32(at, 1);
                    turn16(at + 4, count);
                }
                case BINARY -> {
                    turn32(at, 1);
                    if (count >= 24 && (bytes[at + 6] & 0xff) == 0xda && bytes[at + 7] == 0x27) {
                        turn(at + 4, count);
                    }
                }
                case INTEGERS -> turn32(at, 1 + count);
                case TABLE -> {
                    turn16(at, 1 + count);
                    resources(start, at + (2 * (1 + count) + 3) / 4 * 4, count);
                }
                case TABLE_32 -> {
                    turn32(at, 1 + count);
                    resources(start, at + 4 * (1 + count), count);
                }
                default -> {
                    turn32(at, 1);
                    resources(start, at + 4, count);
                }
            }
        }

        private void resources(int start, int at, int count) {
            for (int i = 0; i < count; i++) {
                resource(start, read32(at + 4 * i));
            }
            turn32(at, count);
        }

        private void collation(int start) {
            int[] sizes = {4, 1, 0, 1, 8, 1, 4, 4, 2, 2, 2, 2, 1, 1};
            int first = 5;
            int last = first + sizes.length;
            int count = read32(start);
            int[] tops = new int[last + 1];
            int end = count > last ? read32(start + 4 * last) : count > first ? read32(start + 4 * (count - 1)) : 4 * count;
            for (int i = first; i <= last; i++) {
                tops[i] = i < count ? read32(start + 4 * i) : end;
            }
            turn32(start, count);
            for (int i = 0; i < sizes.length; i++) {
                int from = start + tops[first + i];
                int length = tops[first + i + 1] - tops[first + i];
                switch (sizes[i]) {
                    case 0 -> {
                        if (length >= 16) {
                            trie(from);
                        }
                    }
                    case 1 -> {
                    }
                    default -> turn(from, sizes[i], length / sizes[i]);
                }
            }
        }

        /** Of either format: which differ in what their options and lengths mean. */
        private void trie(int at) {
            String signature = new String(bytes, at, 4, US_ASCII);
            int options = read16(at + 4);
            int indexes = read16(at + 6);
            int values = read16(at + 8);
            int size;
            switch (signature) {
                case "Tri2" -> {
                    values <<= 2;
                    size = (options & 15) == 0 ? 2 : 4;
                }
                case "Tri3" -> {
                    values |= (options & 0xf000) << 4;
                    size = List.of(2, 4, 1).get(options & 7);
                }
                default -> throw unknown("trie " + signature);
            }
            turn32(at, 1);
            turn16(at + 4, 6);
            turn16(at + 16, indexes);
            turn(at + 16 + 2 * indexes, size, values);
        }

        private void normalization(int start) {
            int trie = read32(start);
            int extra = read32(start + 4);
            int small = read32(start + 8);
            trie(start + trie);
            turn16(start + extra, (small - extra) / 2);
            turn32(start, trie / 4);
        }

        private void breaks(int start) {
            int[] words = new int[20];
            for (int i = 0; i < words.length; i++) {
                words[i] = read32(start + 4 * i);
            }
            table(start + words[4], words[5]);
            table(start + words[6], words[7]);
            trie(start + words[8]);
            turn32(start + words[12], words[13] / 4);
            turn32(start, 1);
            turn32(start + 8, words.length - 2);
        }

        private void table(int at, int length) {
            if (length == 0) {
                return;
            }
            boolean hasBytes = (read32(at + 16) & 4) != 0;
            turn32(at, 5);
            if (!hasBytes) {
                turn16(at + 20, (length - 20) / 2);
            }
        }

        private void dictionary(int start) {
            int end = read32(start + 12);
            boolean hasUnits = (read32(start + 16) & 7) == 1;
            turn32(start, 8);
            if (hasUnits) {
                turn16(start + 32, (end - 32) / 2);
            }
        }

        private void emoji(int start) {
            int trie = read32(start);
            int from = read32(start + 4 * 4);
            int to = read32(start + 4 * 10);
            trie(start + trie);
            turn16(start + from, (to - from) / 2);
            turn32(start, trie / 4);
        }

        private void layout(int start) {
            int count = read32(start);
            int from = 4 * count;
            for (int i = 1; i <= 7; i++) {
                int to = read32(start + 4 * i);
                if (to - from >= 16) {
                    trie(start + from);
                }
                from = Math.max(from, to);
            }
            turn32(start, count);
        }

        private int read16(int at) {
            return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
        }

        private int read32(int at) {
            return read16(at) << 16 | read16(at + 2);
        }

        private void turn16(int at, int count) {
            turn(at, 2, count);
        }

        private void turn32(int at, int count) {
            turn(at, 4, count);
        }

        private void turn(int at, int size, int count) {
            for (int i = 0; i < count; i++) {
                for (int low = at + i * size, high = low + size - 1; low < high; low++, high--) {
                    byte one = bytes[low];
                    bytes[low] = bytes[high];
                    bytes[high] = one;
                }
            }
        }

        private IllegalStateException unknown(String what) {
            return new IllegalStateException(name + ": " + what);
        }
    }
}
