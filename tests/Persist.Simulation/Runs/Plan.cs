namespace Persist.Simulation.Runs;

/// <summary>A run before it is played: it is all in the seed.</summary>
/// <param name="Seed">Names the run.</param>
/// <param name="Setting">The kind of world.</param>
/// <param name="Steps">What happens, in order: this is the scheduler's choice of the interleaving, too.</param>
internal sealed record Plan(int Seed, Setting Setting, IReadOnlyList<Step> Steps)
{
    // How often each kind of step comes that every world has, of 100.
    private static readonly (StepKind Kind, int Share)[] Shares =
    [
        (StepKind.Edit, 36), (StepKind.Sync, 40), (StepKind.Restart, 2), (StepKind.Kill, 2), (StepKind.KillSoon, 3), (StepKind.CutPower, 1),
        (StepKind.Share, 2), (StepKind.Copy, 1), (StepKind.BackUp, 2), (StepKind.Restore, 1), (StepKind.MoveClock, 2), (StepKind.Deliver, 4),
        (StepKind.Decide, 3), (StepKind.Join, 1),
    ];

    public static Plan Of(int seed)
    {
        // What is rare has a source of its own, and comes on top: worlds without it stay what they are.
        var (random, rare) = (new Random(seed), new Random(~seed));
        var setting = Setting.Of(random, rare);
        var steps = new List<Step>();
        for (var left = 10 + random.Next(random.Next(4) == 0 ? 120 : 40); left > 0; left--)
        {
            steps.Add(new Step(Kind(random.Next(100)), random.Next(60), random.Next()));
            if (setting.Retention is not null && rare.Next(100) < 5)
            {
                steps.Add(new Step(StepKind.Wait, 0, rare.Next()));
            }
        }

        return new Plan(seed, setting, steps);
    }

    private static StepKind Kind(int draw)
    {
        foreach (var (kind, share) in Shares)
        {
            if ((draw -= share) < 0)
            {
                return kind;
            }
        }

        throw new InvalidOperationException("the shares are less than 100");
    }
}
