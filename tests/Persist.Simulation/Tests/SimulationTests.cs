using Persist.Simulation.Runs;
using Xunit;
using Xunit.Abstractions;

namespace Persist.Simulation.Tests;

/// <summary>The runs that every build plays. <c>./build.sh soak</c> plays others, for as long as wanted.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 2000;
    private const int LookingSeeds = 300;

    // What soaks have found, in the engine or in an oracle, and what has been mended.
    private static readonly int[] Found =
    [
        3100, 10374, 15031, 17705, 21924, 23459, 25333, 26049, 28989, 29165, 30735, 30750, 32603, 33826, 35440, 100293, 101675,
        101872, 102205, 200131, 200726, 201718, 202662, 203140, 204104, 204975, 205303, 206435, 208219, 208283, 210339, 210640,
        210965, 211945, 212094, 213375, 213495, 213612, 213988, 214619, 215468, 300786, 302139, 303047, 602273, 606867, 607445,
        51760, 701072, 702228, 702601, 703874, 704862, 706646, 706686, 801333, 807464, 808865, 809941, 812106, 812234, 2005816, 4005123, 4020620, 8003798, 9014997, 9106605,
        15039, 17349, 19581, 21478, 24422, 35350,
    ];

    [Fact]
    public void Every_invariant_holds_in_every_run() => Play([.. Enumerable.Range(1, Seeds), .. Enumerable.Range(Plan.FirstThatLooks, LookingSeeds)]);

    [Fact]
    public void Syncs_look_before_they_pull_where_they_may()
    {
        var plans = Enumerable.Range(Plan.FirstThatLooks, 40).Select(Plan.Of).ToLookup(plan => plan.Setting.Looks);
        var answers = Answers(plans[true]);
        Assert.Contains("yes", answers);
        Assert.Contains("no", answers);
        Assert.DoesNotContain("yes", Answers(plans[false]));

        static IReadOnlySet<string> Answers(IEnumerable<Plan> plans) => plans
            .SelectMany(plan => Run.Play(plan, keepsLines: true).Lines)
            .Select(line => line[(line.LastIndexOf(" < ", StringComparison.Ordinal) is var start and >= 0 ? start + 3 : 0)..])
            .ToHashSet();
    }

    [Fact]
    public void What_soaks_have_found_does_not_come_back() => Play(Found);

    // The second run of each goes on beside others than the first.
    [Fact]
    public void The_same_seed_is_the_same_run_line_by_line_and_another_is_another()
    {
        var seeds = Enumerable.Range(1, 60).ToList();
        var (faults, first) = (new FaultCount(), Play(seeds));
        var second = Play(Enumerable.Reverse(seeds)).AsEnumerable().Reverse();
        foreach (var (seed, one, two) in seeds.Zip(first, second))
        {
            Assert.True(one.Lines.SequenceEqual(two.Lines), $"seed {seed}: "
                + one.Lines.Zip(two.Lines).FirstOrDefault(lines => lines.First != lines.Second));
            Assert.Equal((one.Hash, one.Broken), (two.Hash, two.Broken));
            faults.Add(one.Faults);
        }

        Assert.Distinct(first.Select(verdict => verdict.Hash));
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.True(faults.Of(kind) > 0, $"none of these runs has {kind}"));

        static List<Verdict> Play(IEnumerable<int> seeds) => [.. seeds.AsParallel().AsOrdered().Select(seed => Run.Play(Plan.Of(seed), keepsLines: true))];
    }

    private void Play(IReadOnlyList<int> seeds)
    {
        var failures = new List<(Plan Plan, Verdict Verdict)>();
        var fleet = new Fleet(seeds);
        fleet.Play((plan, verdict) => failures.Add((plan, verdict)));
        output.WriteLine(fleet.ToString());
        Assert.True(failures.Count == 0, $"{failures.Count} of {seeds.Count} runs went wrong: seeds "
            + string.Join(' ', failures.Select(failure => failure.Plan.Seed).Order()) + "\n"
            + string.Join("\n\n", failures.Take(2).Select(failure => Failure.Describe(failure.Plan, failure.Verdict, Failure.Replay(failure.Plan.Seed), TimeSpan.FromSeconds(20)))));
    }
}
