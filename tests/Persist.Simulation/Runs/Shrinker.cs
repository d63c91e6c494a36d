using System.Diagnostics;

namespace Persist.Simulation.Runs;

/// <summary>
/// Finds a short history that breaks the same invariant: delta debugging (Zeller and Hildebrandt, "Simplifying and isolating
/// failure-inducing input", 2002) over the steps of a plan, whose seeds make each independent of the others.
/// </summary>
/// <param name="limit">How long it may look, by the wall clock.</param>
internal sealed class Shrinker(TimeSpan limit)
{
    private readonly Stopwatch _watch = new();

    /// <summary>The shortest plan that was found.</summary>
    public Plan Shrink(Plan plan, string broken)
    {
        _watch.Restart();
        foreach (var calmer in new Func<Setting, Setting>[]
        {
            setting => setting with { Faults = 0 }, setting => setting with { MergeFailures = 0 }, setting => setting with { Skew = TimeSpan.Zero },
            setting => setting with { MixesStrategies = false },
        })
        {
            plan = Try(plan with { Setting = calmer(plan.Setting) }, broken) ?? plan;
        }

        for (var parts = 2; parts <= plan.Steps.Count && _watch.Elapsed < limit;)
        {
            var shorter = WithoutOnePart(plan, parts).Select(candidate => Try(candidate, broken)).FirstOrDefault(found => found is not null);
            (plan, parts) = shorter is null ? (plan, parts == plan.Steps.Count ? parts + 1 : Math.Min(plan.Steps.Count, parts * 2)) : (shorter, Math.Max(2, parts - 1));
        }

        return plan;
    }

    private static IEnumerable<Plan> WithoutOnePart(Plan plan, int parts)
    {
        var steps = plan.Steps;
        for (var part = parts - 1; part >= 0; part--)
        {
            var (from, to) = (steps.Count * part / parts, steps.Count * (part + 1) / parts);
            yield return plan with { Steps = [.. steps.Take(from), .. steps.Skip(to)] };
        }
    }

    private Plan? Try(Plan plan, string broken) => _watch.Elapsed < limit && Run.Play(plan).Broken == broken ? plan : null;
}
