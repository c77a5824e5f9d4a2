package io.annex.engine.isolate;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/**
 * The environment that C sees, which is not the one that Java has read at its
 * start. Closing it restores what was there.
 */
final class ProcessEnvironment implements AutoCloseable {
    private final MethodHandle set;
    private final MethodHandle unset;
    private final Map<String, String> before = new HashMap<>();

    /**
     * @throws IllegalCallerException
     *             where native access is not enabled
     */
    @SuppressWarnings("restricted")
    private ProcessEnvironment() {
        Linker linker = Linker.nativeLinker();
        this.set = linker.downcallHandle(linker.defaultLookup().findOrThrow("setenv"), FunctionDescriptor
                .of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        this.unset = linker.downcallHandle(linker.defaultLookup().findOrThrow("unsetenv"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    /** Sets variables. */
    static ProcessEnvironment with(Map<String, String> variables) {
        ProcessEnvironment environment = new ProcessEnvironment();
        variables.forEach((name, value) -> {
            environment.before.put(name, System.getenv().getOrDefault(name, ""));
            environment.set(name, value);
        });
        return environment;
    }

    /** Java has none that is empty: that stands for one that is not there. */
    private void set(String name, String value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(name);
            int failed = value.isEmpty()
                    ? (int) unset.invokeExact(key)
                    : (int) set.invokeExact(key, arena.allocateFrom(value), 1);
            if (failed != 0) {
                throw new IllegalStateException("the environment cannot be changed: " + name);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("setenv(3)", e);
        }
    }

    @Override
    public void close() {
        before.forEach(this::set);
    }
}
