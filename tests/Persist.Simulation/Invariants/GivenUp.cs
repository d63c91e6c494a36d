using Persist.Simulation.Machines;
using Persist.Simulation.Users;

namespace Persist.Simulation.Invariants;

/// <summary>
/// What became a dead letter. Besides what the remote refuses, that may only be what waited in a file that was copied or restored,
/// or whose remote was, and that was then away for longer than the remote remembers what it was sent (see docs/recovery.md).
/// </summary>
internal static class GivenUp
{
    private const string Letters = "SELECT key || '|' || path FROM dead_letter";

    /// <summary>What was given up without having reached the remote.</summary>
    public static IEnumerable<Intent> In(World world)
    {
        var done = world.Network.Wire.Done();
        foreach (var file in world.Files)
        {
            var letters = world.Rows.Read(file.Path, Letters).ToHashSet();
            foreach (var intent in file.Intents.Where(intent => letters.Contains($"{intent.Key}|{intent.Path}") && !(intent.Op is { } op && done.Contains(op))))
            {
                yield return intent;
            }
        }
    }

    /// <summary>A dead letter that should not be, or should be and is not; null when there is none.</summary>
    public static string? Contradiction(World world) => world.Files.Select(file =>
    {
        var refused = file.Intents.Select(intent => $"{intent.Key}|{intent.Path}").Where(IsRefused).Distinct().ToList();
        var letters = world.Rows.Read(file.Path, Letters).Distinct().Where(letter => IsRefused(letter) || !MayForget(world, file)).ToList();
        return Rows.Difference(refused, letters) is { } difference ? $"the dead letters of {file.Name}: {difference}" : null;
    }).FirstOrDefault(difference => difference is not null);

    private static bool MayForget(World world, ReplicaFile file) => (file.HasOtherPasts || file.Repairs.Count > 0) && world.Network.Wire.WasPurged;

    private static bool IsRefused(string cell) => cell.StartsWith("poison/", StringComparison.Ordinal);
}
