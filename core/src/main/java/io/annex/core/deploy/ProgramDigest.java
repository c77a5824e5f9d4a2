package io.annex.core.deploy;

import io.annex.core.addon.Manifest;
import io.annex.core.settings.AddonSettings;
import io.annex.engine.Program;
import io.annex.engine.Sha256;
import java.time.ZoneId;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * All that decides what a program declares when it is evaluated, in one digest:
 * the add-on's name, manifest and files, what the operator says about it, the
 * packages that it may require, what evaluates it, where and when the machine
 * thinks it is. Of the environment guests have what their settings say.
 * Rejected: to look only at what the program has read the last time; what it
 * would read now may be another thing.
 *
 * <p>
 * What is not in it (the answer of a service that the program calls while it is
 * evaluated, the time of day, chance) cannot be known without evaluating the
 * program, so what is kept is compared with the next evaluation.
 */
final class ProgramDigest {
    private static final String ANNEX = String.valueOf(ProgramDigest.class.getPackage().getImplementationVersion());

    private final PackagesState packages = new PackagesState();

    /**
     * Of a version.
     *
     * @param files
     *            digest of its files
     * @param evaluator
     *            names what evaluates it
     */
    String of(Manifest manifest, Program program, AddonSettings settings, String files, String evaluator) {
        return Sha256.of(Stream.of(ANNEX, evaluator, ZoneId.systemDefault().getId(),
                Locale.getDefault().toLanguageTag(), StableText.of(manifest), StableText.of(program),
                StableText.of(settings), packages.of(settings.packages()), files));
    }
}
