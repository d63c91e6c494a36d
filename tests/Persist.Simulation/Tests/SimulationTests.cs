using Persist.Simulation.Runs;
using Xunit;
using Xunit.Abstractions;

namespace Persist.Simulation.Tests;

/// <summary>The runs that every build plays. <c>./build.sh soak</c> plays others, for as long as wanted.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 2000;

    [Fact]
    public void Every_invariant_holds_in_every_run()
    {
        var failures = new List<(Plan Plan, Verdict Verdict)>();
        var fleet = new Fleet(1, Seeds);
        fleet.Play((plan, verdict) => failures.Add((plan, verdict)));
        output.WriteLine(fleet.ToString());
        Assert.True(failures.Count == 0, $"{failures.Count} of {Seeds} runs went wrong: seeds "
            + string.Join(' ', failures.Select(failure => failure.Plan.Seed).Order()) + "\n"
            + string.Join("\n\n", failures.Take(2).Select(failure => Failure.Describe(failure.Plan, failure.Verdict, TimeSpan.FromSeconds(20)))));
    }

    // The second run of each goes on beside others than the first.
    [Fact]
    public void The_same_seed_is_the_same_run_and_another_is_another()
    {
        var seeds = Enumerable.Range(1, 60).ToList();
        var hashes = seeds.AsParallel().AsOrdered().Select(seed => Run.Play(Plan.Of(seed)).Hash).ToList();
        Assert.Equal(hashes, Enumerable.Reverse(seeds).AsParallel().AsOrdered().Select(seed => Run.Play(Plan.Of(seed)).Hash).Reverse());
        Assert.Equal(hashes, hashes.Distinct());
    }
}
