using System.Text.RegularExpressions;
using Persist.Simulation.Invariants;

namespace Persist.Simulation.Runs;

/// <summary>A run that broke an invariant, for people.</summary>
internal static partial class Failure
{
    /// <summary>The command that plays a seed again.</summary>
    public static string Replay(int seed) => $"./build.sh soak --seed {seed}    (or: ./build.ps1 -Task Soak -Rest --seed, {seed})";

    /// <summary>The seed, how to see it again, and the shortest history that does the same.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="verdict">How it ended.</param>
    /// <param name="replay">The command that plays it again.</param>
    /// <param name="limit">How long a shorter history may be looked for.</param>
    public static string Describe(Plan plan, Verdict verdict, string replay, TimeSpan limit)
    {
        var shrunk = new Shrinker(limit).Shrink(plan, verdict.Broken!);
        var again = Run.Play(shrunk, keepsLines: true);
        return Shorten($"""
            seed {plan.Seed} breaks {Invariant.Describe(verdict.Broken!)}
              {again.What!.Split('\n')[0].TrimEnd()}
            replay: {replay}
            world:  {shrunk.Setting}
            {shrunk.Steps.Count} of its {plan.Steps.Count} steps are enough. @n is a position of the remote, > a request, < the answer as it leaves the remote, #n a random name.

            {Tell(again.Lines)}

            {verdict.Broken}: {again.What}
            """);
    }

    /// <summary>A trace, for people.</summary>
    public static string Tell(IReadOnlyList<string> lines) => string.Join('\n', Folding.Fold(Joined(lines)));

    // An answer that follows at once stands beside its request.
    private static List<string> Joined(IReadOnlyList<string> lines)
    {
        var joined = new List<string>();
        foreach (var line in lines)
        {
            if (joined.Count > 0 && line.Split(" < ", 2) is [var asked, var answer] && joined[^1].StartsWith(asked + " > ", StringComparison.Ordinal))
            {
                joined[^1] += $" < {answer}";
            }
            else
            {
                joined.Add(line);
            }
        }

        return joined;
    }

    /// <summary>The random names of replicas, batches and openings of files as #1, #2, … in the order in which they occur.</summary>
    public static string Shorten(string text)
    {
        var names = new Dictionary<string, string>();
        return RandomName().Replace(text, found =>
        {
            names.TryAdd(found.Value, $"#{names.Count + 1}");
            return names[found.Value];
        });
    }

    [GeneratedRegex(@"\b[0-9a-f]{16}\b")]
    private static partial Regex RandomName();
}
