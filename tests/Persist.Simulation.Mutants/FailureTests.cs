using System.Text.RegularExpressions;
using Persist.Engine;
using Persist.Simulation.Runs;

namespace Persist.Simulation.Mutants;

/// <summary>A failure tells how to see it again, and a history that is short.</summary>
public sealed class FailureTests
{
    [Fact]
    public void A_failure_tells_its_seed_its_invariant_the_command_that_plays_it_again_and_the_shortest_history_that_was_found()
    {
        var mutant = Catalogue.Find("one-seq-per-push");
        var plan = Plan.Of(mutant.Catches[0].Seed);
        using var off = Mutant.Switch(mutant.Name);
        var verdict = Run.Play(plan);
        var told = Failure.Describe(plan, verdict, "play it again", TimeSpan.FromSeconds(20));
        Assert.StartsWith($"seed {plan.Seed} breaks {verdict.Broken}: ", told, StringComparison.Ordinal);
        Assert.Contains("\nreplay: play it again\n", told, StringComparison.Ordinal);
        var steps = told.Split('\n').Count(line => Regex.IsMatch(line, @"^\d+\. \w+ r\d+p\d+, at "));
        Assert.InRange(steps, 1, plan.Steps.Count - 1);
        Assert.EndsWith($"{verdict.Broken}: {told.Split('\n')[1].Trim()}", told, StringComparison.Ordinal);
    }
}
