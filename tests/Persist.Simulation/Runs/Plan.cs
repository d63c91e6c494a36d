namespace Persist.Simulation.Runs;

/// <summary>A run before it is played: it is all in the seed.</summary>
/// <param name="Seed">Names the run.</param>
/// <param name="Setting">The kind of world.</param>
/// <param name="Steps">What happens, in order: this is the scheduler's choice of the interleaving, too.</param>
internal sealed record Plan(int Seed, Setting Setting, IReadOnlyList<Step> Steps)
{
    /// <summary>The first seed whose runs may look before they pull; those before stay what they were.</summary>
    public const int FirstThatLooks = 10_000_000;

    // How often each kind of step comes that every world has, of 100.
    private static readonly (StepKind Kind, int Share)[] Shares =
    [
        (StepKind.Edit, 36), (StepKind.Sync, 40), (StepKind.Restart, 2), (StepKind.Kill, 2), (StepKind.KillSoon, 3), (StepKind.CutPower, 1),
        (StepKind.Share, 2), (StepKind.Copy, 1), (StepKind.BackUp, 2), (StepKind.Restore, 1), (StepKind.MoveClock, 2), (StepKind.Deliver, 4),
        (StepKind.Decide, 3), (StepKind.Join, 1),
    ];

    // The same, of 100 steps, where the remote is restored at times.
    private static readonly (StepKind Kind, int Share)[] RestoringShares = [(StepKind.BackUpRemote, 8), (StepKind.RestoreRemote, 5), (StepKind.Repair, 12)];

    public static Plan Of(int seed)
    {
        // What is rare has a source of its own, and comes on top: worlds without it stay what they are.
        var (random, restoring, changing) = (new Random(seed), new Random(seed ^ (1 << 30)), new Random(unchecked(seed * 0x5DEECE6D)));
        var returning = Source.Of(seed, "returning");
        var setting = Setting.Of(random, restoring, changing, returning);
        // Related seeds have related sources: where one of seed ^ (1 << 30) says yes, one of ~seed seldom does.
        var days = setting.LocalRepairs is null ? new Random(~seed) : Source.Of(seed, "days");
        setting = setting.WithDays(days) with { Looks = seed >= FirstThatLooks && Source.Of(seed, "looking").Next(2) == 0 };
        var steps = new List<Step>();
        for (var left = 10 + random.Next(random.Next(4) == 0 ? 120 : 40); left > 0; left--)
        {
            steps.Add(new Step(Kind(Shares, random.Next(100))!.Value, random.Next(60), random.Next()));
            if (setting.Retention is not null && days.Next(100) < 5)
            {
                steps.Add(new Step(StepKind.Wait, 0, days.Next()));
            }

            if (setting.LocalRepairs is not null && Kind(RestoringShares, restoring.Next(100)) is { } kind)
            {
                steps.Add(new Step(kind, restoring.Next(60), restoring.Next()));
            }

            if (setting.Changes && changing.Next(100) < 4)
            {
                steps.Add(new Step(StepKind.ChangeRemote, 0, changing.Next()));
            }

            if (setting.Returns && returning.Next(100) < 6)
            {
                steps.Add(new Step(StepKind.ReturnRemote, 0, returning.Next()));
            }
        }

        return new Plan(seed, setting, steps);
    }

    // Null beyond the shares.
    private static StepKind? Kind((StepKind Kind, int Share)[] shares, int draw)
    {
        foreach (var (kind, share) in shares)
        {
            if ((draw -= share) < 0)
            {
                return kind;
            }
        }

        return null;
    }
}
