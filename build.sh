#!/usr/bin/env bash
# The door to Persist on a machine that may have no PowerShell:
#
#     ./build.sh build | test | demo | bench [--quick | --scale] | soak [--minutes N | --seed N | --real MINUTES] |
#                mutants [--search | --play NAME SEED] | pack | install
#
# It needs the .NET SDK. With PowerShell 7.4 or later on the PATH, or as the tool that .config/dotnet-tools.json names,
# everything is build.ps1's business, which knows the module. Without, the engine alone is built, tested and shown.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' build.sh
    exit 64
}

task=${1:-}
[ $# -eq 0 ] || shift
case $task in build | test | demo | bench | soak | mutants | pack | install) ;; *) usage ;; esac

if ! command -v dotnet >/dev/null || ! dotnet --list-sdks 2>/dev/null | grep -q '^\(1[0-9]\|[2-9][0-9]\)\.'; then
    echo "Persist is built with the .NET SDK 10.0 or later, which is not on the PATH." >&2
    echo "Install it from https://dot.net/download (or: apt-get install dotnet-sdk-10.0), then run this again." >&2
    exit 2
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

is_current() {
    "$@" -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [version]"7.4")' >/dev/null 2>&1 </dev/null
}
pwsh=()
if is_current pwsh; then
    pwsh=(pwsh)
elif dotnet tool restore >/dev/null 2>&1 && is_current dotnet tool run pwsh --; then
    pwsh=(dotnet tool run pwsh --)
fi
has_pwsh() { [ ${#pwsh[@]} -gt 0 ]; }
door() { "${pwsh[@]}" -NoProfile -File build.ps1 -Task "$@"; }
left_out() { echo "PowerShell 7.4 was not found and could not be restored; left out: $1."; }

# Adds up what the test run wrote down; the console's text is for people and changes with the SDK. A run that failed without
# a failed test (it did not compile, or crashed) counts as one failure.
sum_up() {
    local counters total executed passed failed
    counters=$(cat "$1"/*.trx 2>/dev/null | grep -o '<Counters [^>]*>' || true)
    total=$(sum_of total "$counters")
    executed=$(sum_of executed "$counters")
    passed=$(sum_of passed "$counters")
    failed=$((executed - passed))
    [ "$2" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
    # Said once more, where the end of a long log shows it.
    sed -n '/<UnitTestResult .*outcome="Failed"/s/.* testName="\([^"]*\)".*/Failed: \1/p' "$1"/*.trx 2>/dev/null || true
    sed -n 's/.*\(Stale: .*\)/\1/p' "$1"/*.trx 2>/dev/null || true
    echo "$passed passed, $failed failed, $((total - executed)) skipped"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
sum_of() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2" | awk '{ sum += $1 } END { print sum + 0 }'; }

# Tests make thousands of files that are synced as a user's would be. Where there is a folder in memory with room for them
# they go there, unless somebody chose another: what a disk loses is tested by kills and by traces of what it was asked for.
use_memory() {
    local free
    free=$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1) || return 0
    [ -z "${TMPDIR:-}" ] && [ "${free:-0}" -gt 4000000 ] || return 0
    TMPDIR=$(mktemp -d -p /dev/shm persist.XXXXXX)
    trap 'rm -rf "$TMPDIR"' EXIT
    # The server runs as another user, in a folder of its own within this one.
    chmod 711 "$TMPDIR"
    export TMPDIR
}

test_engine() {
    local results=artifacts/test-results failed=0
    rm -rf "$results"
    tests/postgres.sh dotnet test Persist.sln --nologo --logger trx --results-directory "$results" || failed=1
    left_out "the module and its tests"
    sum_up "$results" "$failed"
}

case $task in
build)
    if has_pwsh; then
        door Build "$@"
    else
        dotnet build Persist.sln --nologo -c Release "$@"
        left_out "the importable module in out/Persist"
    fi
    ;;
test)
    use_memory
    if has_pwsh; then tests/postgres.sh "${pwsh[@]}" -NoProfile -File build.ps1 -Task Test "$@"; else test_engine; fi
    ;;
demo)
    if has_pwsh; then
        door Build
        "${pwsh[@]}" -NoProfile -File samples/Inventory.ps1 "${@/#--/-}"
    else
        left_out "the module; this is the same scenario through the engine"
        dotnet run --project samples/Inventory -c Release -- "$@"
    fi
    ;;
bench)
    if has_pwsh; then door Build; else left_out "cmdlet.pipeline and module.import"; fi
    dotnet build bench/Persist.Bench --nologo -v quiet -c Release
    PERSIST_BENCH_PWSH="${pwsh[*]:-}" PERSIST_POSTGRES_FSYNC=on tests/postgres.sh dotnet run --no-build --project bench/Persist.Bench -c Release -- "$@"
    ;;
soak)
    if [ "${1:-}" = --real ]; then # the scenarios of docs/reliability.md: real processes, real files, a real server
        PERSIST_SOAK=${2:-10} tests/postgres.sh dotnet test tests/Persist.Engine.Tests --nologo -c Release --filter FullyQualifiedName~Scenarios
        exit
    fi
    dotnet build tests/Persist.Simulation --nologo -v quiet -c Release
    dotnet run --no-build --project tests/Persist.Simulation -c Release -- "$@"
    ;;
mutants)
    dotnet build tests/Persist.Simulation.Mutants --nologo -v quiet -c Release
    dotnet run --no-build --project tests/Persist.Simulation.Mutants -c Release -- "$@"
    ;;
pack)
    if has_pwsh; then
        door Pack "$@"
    else
        dotnet pack Persist.Engine --nologo -v quiet -c Release -o artifacts/feed "$@"
        left_out "the package of the module"
    fi
    ;;
install)
    if ! has_pwsh; then
        echo "The module is for PowerShell 7.4 or later, which was not found: see https://aka.ms/powershell. .NET programs refer to Persist.Engine." >&2
        exit 2
    fi
    door Install "$@"
    ;;
esac
