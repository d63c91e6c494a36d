using Xunit.Abstractions;

namespace Persist.Simulation.Mutants;

/// <summary>A rule that can be switched off without the simulator's noticing would be a rule that nothing holds.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<MutantEntry> Simulated = [.. Catalogue.All.Where(mutant => mutant.IsSimulated)];

    public static TheoryData<string> Names => [.. Simulated.Select(mutant => mutant.Name)];

    /// <summary>
    /// By the seeds that are known to notice; where the engine or the simulator has changed so that they do not any more, by
    /// others, which takes longer: <c>./build.sh mutants --search</c> writes them down.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Without_the_rule_an_invariant_breaks(string name)
    {
        var mutant = Catalogue.Find(name);
        var again = Hunt.Again(mutant);
        foreach (var stale in mutant.Catches.TakeWhile(known => known.Seed != again?.Seed))
        {
            output.WriteLine($"Stale: seed {stale.Seed} does not notice any more that the rule {name} is off; ./build.sh mutants --search {name} looks for others");
        }

        if (again is not null)
        {
            output.WriteLine($"seed {again.Seed} breaks {again.Invariant}");
            return;
        }

        var caught = Hunt.Search(name, 1, out var fleet);
        output.WriteLine(fleet.ToString());
        Assert.True(caught.Count > 0, $"{fleet.Played} seeds did not notice that this rule was off: {mutant.Text}");
    }

    [Fact]
    public void With_every_rule_on_the_same_seeds_break_nothing() => Assert.Empty(Simulated.SelectMany(mutant => mutant.Catches)
        .Select(one => one.Seed)
        .Distinct()
        .Select(seed => (Seed: seed, Hunt.Play(null, seed).What))
        .Where(played => played.What is not null));
}
