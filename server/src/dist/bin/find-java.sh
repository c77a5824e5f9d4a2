# Sourced by the launchers. find_java VERSION [TOOL] prints the home of an installed Java of that version, or else of the
# oldest newer one, that has bin/TOOL (default: java; `javac` asks for a JDK). It prints nothing where there is none.

find_java() {
    find_java_wanted=$1
    find_java_tool=${2:-java}
    {
        printf '%s\n' "${JAVA_HOME:-}"
        find_java_on_path=$(command -v java 2>/dev/null) && find_java_home_of "$find_java_on_path"
        if [ -x /usr/libexec/java_home ]; then
            /usr/libexec/java_home -v "$find_java_wanted" 2>/dev/null
        fi
        for find_java_home in \
            /usr/lib/jvm/* \
            /usr/java/* \
            "${HOME:-}"/.sdkman/candidates/java/* \
            "${HOME:-}"/.jdks/* \
            /Library/Java/JavaVirtualMachines/*/Contents/Home \
            "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
            printf '%s\n' "$find_java_home"
        done
    } | {
        find_java_best=
        find_java_best_version=
        while IFS= read -r find_java_home; do
            [ -n "$find_java_home" ] && [ -x "$find_java_home/bin/java" ] && [ -x "$find_java_home/bin/$find_java_tool" ] || continue
            find_java_version=$(find_java_version_of "$find_java_home")
            [ -n "$find_java_version" ] && [ "$find_java_version" -ge "$find_java_wanted" ] || continue
            if [ -z "$find_java_best" ] || [ "$find_java_version" -lt "$find_java_best_version" ]; then
                find_java_best=$find_java_home
                find_java_best_version=$find_java_version
            fi
            [ "$find_java_best_version" -gt "$find_java_wanted" ] || break
        done
        [ -n "$find_java_best" ] && printf '%s\n' "$find_java_best"
    }
}

# The home that a `java` on the PATH belongs to, through any symbolic links.
find_java_home_of() {
    find_java_link=$1
    while [ -L "$find_java_link" ]; do
        find_java_target=$(readlink "$find_java_link")
        case $find_java_target in
            /*) find_java_link=$find_java_target ;;
            *) find_java_link=$(dirname "$find_java_link")/$find_java_target ;;
        esac
    done
    find_java_bin=$(dirname "$find_java_link")
    (CDPATH= cd -P "$find_java_bin/.." 2>/dev/null && pwd)
}

# The feature number of a Java home. Its `release` file tells without starting it.
find_java_version_of() {
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9][0-9]*\).*/\1/p' | head -n 1
    fi
}
