namespace Persist.Simulation.Runs;

/// <summary>A run that broke an invariant, for people.</summary>
internal static class Failure
{
    /// <summary>The seed, how to see it again, and the shortest history that does the same.</summary>
    public static string Describe(Plan plan, Verdict verdict, TimeSpan limit)
    {
        var shrunk = new Shrinker(limit).Shrink(plan, verdict.Broken!);
        var again = Run.Play(shrunk, keepsLines: true);
        return $"""
            seed {plan.Seed} breaks {verdict.What}
            again: ./build.sh soak --seed {plan.Seed}    (or: ./build.ps1 -Task Soak -Rest --seed, {plan.Seed})
            in {shrunk.Steps.Count} of {plan.Steps.Count} steps ({shrunk.Setting}):
              {string.Join("\n  ", again.Lines)}
            {again.What}
            """;
    }
}
