using Persist.Engine;
using Persist.Simulation.Runs;

namespace Persist.Simulation.Mutants;

/// <summary>Plays runs of the simulator with a rule switched off, or with all of them.</summary>
internal static class Hunt
{
    // Those that every build plays with all rules, and as many again twice, so that a rule whose lack shows in one run of a
    // thousand is not missed by chance.
    private const int MostSeeds = 6000;

    /// <summary>The first of the mutant's known seeds that still notices; null when none does.</summary>
    public static Catch? Again(MutantEntry mutant) => mutant.Catches
        .Select(known => Play(mutant.Name, known.Seed).Broken is { } broken ? known with { Invariant = broken } : null)
        .FirstOrDefault(again => again is not null);

    /// <summary>The first seeds that notice.</summary>
    /// <param name="mutant">Its name.</param>
    /// <param name="wanted">How many are enough.</param>
    /// <param name="fleet">What played, for the record.</param>
    public static IReadOnlyList<Catch> Search(string mutant, int wanted, out Fleet fleet)
    {
        var caught = new List<Catch>();
        var hunters = fleet = new Fleet(Enumerable.Range(1, MostSeeds));
        using var off = Mutant.Switch(mutant);
        hunters.Play((plan, verdict) =>
        {
            caught.Add(new Catch(plan.Seed, verdict.Broken!));
            if (caught.Count >= wanted)
            {
                hunters.Stop();
            }
        });
        return [.. caught.OrderBy(one => one.Seed).Take(wanted)];
    }

    /// <summary>One run.</summary>
    /// <param name="mutant">The rule that is switched off; null for none.</param>
    /// <param name="seed">The run.</param>
    public static Verdict Play(string? mutant, int seed)
    {
        using var off = Mutant.Switch(mutant);
        return Run.Play(Plan.Of(seed));
    }
}
