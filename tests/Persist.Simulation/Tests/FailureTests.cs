using System.Text.RegularExpressions;
using Persist.Simulation.Runs;
using Xunit;

namespace Persist.Simulation.Tests;

/// <summary>What somebody reads when a run goes wrong.</summary>
public sealed class FailureTests
{
    [Fact]
    public void Rounds_that_differ_in_numbers_alone_are_told_once()
    {
        var rounds = Enumerable.Range(1, 100).SelectMany(round => new[] { $"    r0p0 > pull after @{round}", $"    r0p0 < up to @{round + 1}" });
        Assert.Equal(
            ["1. Sync r0p0", "    r0p0 > pull after @1 < up to @2", "    … this line 99 times more, with other numbers", "    r0p0 has synced: well"],
            Failure.Tell(["1. Sync r0p0", .. rounds, "    r0p0 has synced: well"]).Split('\n'));
    }

    [Fact]
    public void A_sync_that_never_ends_is_told_once_however_often_it_is_begun()
    {
        string[] rounds = ["    r0p0 > pull after @1", "    r0p0 < nothing new", "    r0p0 > push 1", "    r0p0 < Forked"];
        var syncs = Enumerable.Range(0, 25).SelectMany(_ => Enumerable.Range(0, 100).SelectMany(_ => rounds).Append("    r0p0 has synced: well"));
        Assert.Equal(
            [
                "All faults end", "    r0p0 > pull after @1 < nothing new", "    r0p0 > push 1 < Forked", "    … these 2 lines 99 times more", "    r0p0 has synced: well",
                "    … these 4 lines 24 times more",
            ],
            Failure.Tell(["All faults end", .. syncs]).Split('\n'));
    }

    [Fact]
    public void Steps_and_what_differs_in_more_than_numbers_are_all_told()
    {
        string[] lines = ["1. Edit r0p0", "    r0p0: nothing to do", "2. Edit r0p0", "    r0p0: nothing to do", "    r0 shows", "    note/0 = 1", "    note/1 = 1"];
        Assert.Equal(lines, Failure.Tell(lines).Split('\n'));
    }

    [Fact]
    public void Random_names_are_numbered_in_the_order_in_which_they_occur() =>
        Assert.Equal("#1-7 by #2, #1-8, 12", Failure.Shorten("302d657b690bfdb4-7 by 5c1813be82c09b8a, 302d657b690bfdb4-8, 12"));

    [Fact]
    public void A_write_is_told_with_what_it_changed_and_so_is_what_the_remote_answered()
    {
        var lines = Enumerable.Range(1, 30).SelectMany(seed => Run.Play(Plan.Of(seed), keepsLines: true).Lines).ToList();
        Assert.Contains(lines, line => Regex.IsMatch(line, """: Write note/\d: "n\d+" -> "n\d+" \(intent \d+\)$"""));
        Assert.Contains(lines, line => Regex.IsMatch(line, @" merges \w+/\d: .* and .*, both from .* -> "));
        Assert.Contains(lines, line => line.Contains(" > push 1 as ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(" < @1", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(": the request is lost", StringComparison.Ordinal));
    }
}
