package io.annex.engine.sandbox;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a child process is first: a JVM that runs nothing but this class, gives
 * up what a program can give up before it starts, and becomes the program that
 * is meant (see {@link Sandbox#become}).
 *
 * <p>
 * It costs 90 ms of CPU time with an ahead-of-time cache and 150 without (two
 * cores, busy, JDK 25, median of nine; with the compiler 140 and 320: what runs
 * once is not worth one).
 */
public final class ConfinedStart {
    private ConfinedStart() {
    }

    /**
     * The command line that starts a program confined: it may read what a JVM
     * needs, the class path, and some paths more.
     *
     * @param java
     *            the {@code java} that runs it
     * @param options
     *            more options of that JVM, which is a small one
     * @param classPath
     *            with this package
     * @param parent
     *            the process that starts it
     * @param program
     *            the path of a program and its arguments
     */
    public static List<String> command(Path java, List<String> options, List<Path> classPath, long parent,
            List<Path> readable, List<String> program) {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xint", "-XX:+UseSerialGC", "-Xmx64m",
                "-Xss512k", "-XX:-UsePerfData", "-XX:+DisableAttachMechanism", "-XX:-CreateCoredumpOnCrash",
                "-XX:+SuppressFatalErrorMessage", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(
                List.of("-cp", classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        ConfinedStart.class.getName(), Long.toString(parent), Integer.toString(readable.size())));
        readable.forEach(path -> command.add(path.toString()));
        command.addAll(program);
        return command;
    }

    /**
     * Becomes the program, or says why not and ends with 1.
     *
     * @param arguments
     *            the parent, the number of paths, the paths, and the program
     */
    public static void main(String[] arguments) {
        int program = 2 + Integer.parseInt(arguments[1]);
        Path[] readable = new Path[program - 2];
        for (int i = 2; i < program; i++) {
            readable[i - 2] = Path.of(arguments[i]);
        }
        String why = Sandbox.become(SandboxPolicy.forJava(Long.parseLong(arguments[0])).reading(readable),
                Arrays.asList(arguments).subList(program, arguments.length));
        System.err.println("Fatal: it cannot be started confined: " + why);
        Runtime.getRuntime().halt(1);
    }
}
