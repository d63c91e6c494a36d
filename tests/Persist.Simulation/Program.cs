using System.Globalization;
using Persist.Simulation.Runs;

// soak [--minutes N] [--from SEED]   runs on with new seeds
// soak --seed N                      plays one seed, and shows it
// soak --seeds FIRST-LAST            plays these
// … --only restored                  only runs in which the remote is restored, or exchanged
// … --only changed                   only those in which it is exchanged
// … --only returned                  only those in which a former one comes back
// … --only purged                    only those restored in which days pass, so that the remote is purged
// … --only looking                   only those in which syncs look before they pull: from seed 10000000 on
// … --only plain                     only those in which it stays what it is
var shrinking = TimeSpan.FromMinutes(1);
var options = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "");
if (options.Keys.Except(["--minutes", "--from", "--seed", "--seeds", "--only"]).Any())
{
    Console.Error.WriteLine("Usage: soak [--minutes N] [--from SEED] | --seed N | --seeds FIRST-LAST [--only restored | changed | returned | purged | looking | plain]");
    return 64;
}

if (options.TryGetValue("--seed", out var one))
{
    var plan = Plan.Of(Number(one));
    var verdict = Run.Play(plan, keepsLines: true);
    Console.WriteLine(verdict.Broken is null ? Failure.Shorten(Failure.Tell(verdict.Lines)) : Failure.Describe(plan, verdict, Failure.Replay(plan.Seed), shrinking));
    Console.WriteLine($"seed {plan.Seed}: {verdict.Broken ?? "every invariant holds"}; trace {verdict.Hash}; {verdict.Faults}");
    return verdict.Broken is null ? 0 : 1;
}

var range = options.GetValueOrDefault("--seeds")?.Split('-');
var first = range is not null ? Number(range[0]) : options.TryGetValue("--from", out var from) ? Number(from) : Random.Shared.Next(1_000_000, 1_000_000_000);
var seeds = Enumerable.Range(first, (range is not null ? Number(range[^1]) : int.MaxValue) - first + 1);
var fleet = new Fleet(seeds, options.GetValueOrDefault("--only") switch
{
    "restored" => plan => plan.Setting.LocalRepairs is not null,
    "changed" => plan => plan.Setting.Changes,
    "returned" => plan => plan.Setting.Returns,
    "purged" => plan => plan.Setting is { LocalRepairs: not null, Retention: not null },
    "looking" => plan => plan.Setting.Looks,
    "plain" => plan => plan.Setting.LocalRepairs is null,
    _ => null,
});
Console.WriteLine($"from seed {first}");
using var end = new Timer(_ => fleet.Stop(), null, range is null ? TimeSpan.FromMinutes(Number(options.GetValueOrDefault("--minutes", "10"))) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
using var report = new Timer(_ => Console.WriteLine(fleet), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
var broken = 0;
fleet.Play((plan, verdict) =>
{
    broken++;
    Console.WriteLine(broken <= 10 ? Failure.Describe(plan, verdict, Failure.Replay(plan.Seed), shrinking) : $"seed {plan.Seed} breaks {verdict.Broken}: {verdict.What}");
});
Console.WriteLine($"{fleet}; CPU {Environment.CpuUsage.TotalTime.TotalMilliseconds / Math.Max(1, fleet.Played):0.0} ms a seed; {broken} broke an invariant");
return broken == 0 ? 0 : 1;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
