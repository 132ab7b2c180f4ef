# Sourced by the commands in this folder: finds a JDK 25, builds what changed, runs a program of the build.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)

# the explanation in a command's head, before anything is looked for or built
if grep -q '^#: ' "$0"; then
  for argument; do
    case "$argument" in
      -h | --help)
        sed -n 's/^#: \{0,1\}//p' "$0"
        exit 0
        ;;
    esac
  done
fi

find_jdk() {
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [ -x "$home/bin/javac" ] && [ "$("$home/bin/javac" -version 2>&1 | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 25 ] 2>/dev/null; then
      echo "$home"
      return
    fi
  done
}

jdk=$(find_jdk)
if [ -z "$jdk" ]; then
  echo "A JDK 25 or newer is needed and none was found in JAVA_HOME or /usr/lib/jvm." >&2
  echo "Install one, for example Temurin: apt-get install -y temurin-25-jdk (see https://adoptium.net/installation)." >&2
  exit 1
fi

built="$root/deploy/e2e/target/built"

# stale STAMP FOLDER...: a source in there is newer than the stamp
stale() {
  stamp=$1
  shift
  [ ! -f "$stamp" ] || [ -n "$(find "$@" -name target -prune -o -name .git -prune -o \
    \( -path '*/src/main/*' -o -name pom.xml -o -path '*/deploy/kafka/*' \) -type f -newer "$stamp" -print -quit)" ]
}

# package STAMP MAVEN-ARGS...
package() {
  stamp=$1
  shift
  echo "Building (a first build also downloads what it needs) ..." >&2
  (cd "$root" && JAVA_HOME="$jdk" MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" \
    ./mvnw -q -T 2 -Dmaven.test.skip=true -Dspotless.check.skip=true "$@" package >&2)
  mkdir -p "$(dirname "$stamp")" && touch "$stamp"
  rm -rf "$root/deploy/local/target/warm" # of the jars before
}

build() {
  if stale "$built" "$root"; then
    package "$built"
  fi
}

# build_for SERVICE: only what this service needs
build_for() {
  set -- "$1" "$root/pom.xml" "$root/schemas" "$root/deploy/kafka" "$root/deploy/servers" "$root/$1"
  if stale "$built" "$2" "$3" "$4" "$5" "$6" && stale "$root/$1/target/built" "$2" "$3" "$4" "$5" "$6"; then
    package "$root/$1/target/built" -pl "$1" -am
  fi
}

# jar MODULE: its own jar
jar() {
  ls "$root/$1/target/$(basename "$1")"-*.jar | grep -v -e -app.jar | head -n 1
}

# run MODULE MAIN ARGS...
run() {
  module=$1 main=$2
  shift 2
  exec "$jdk/bin/java" -Dorocloud.root="$root" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    -cp "$(jar "$module"):$(cat "$root/$module/target/classpath.txt")" "$main" "$@"
}
