using System.Text.RegularExpressions;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>One of the promises that hold whatever went wrong: the numbers are those of the protocol's design, up to I11.</summary>
internal abstract partial class Invariant
{
    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new I1ReplicasEqualTheRemote(), new I2EachOperationOnce(), new I3CountersAreExact(), new I4SetsAreObservedRemove(), new I5MergesAddUp(),
        new I6ConflictsAreRecordedOnce(), new I7NoRowIsSkipped(), new I8ReadsDoNotGoBack(), new I9TheQueueFlows(), new I10VisibleIsBase(), new I11FilesAreSound(),
        new I12ForksHaveACause(), new I13RepairsKeepTheirPromise(),
    ];

    /// <summary>I1 to I13.</summary>
    public string Name => GetType().Name[..GetType().Name.TakeWhile((letter, at) => at == 0 || char.IsAsciiDigit(letter)).Count()];

    /// <summary>A name, and what its class says that it promises, such as "I7: no row is skipped".</summary>
    public static string Describe(string name) =>
        $"{name}: {Capital().Replace(All.First(invariant => invariant.Name == name).GetType().Name[name.Length..], " $0").Trim().ToLowerInvariant()}";

    /// <summary>What contradicts it in a world that has come to rest; null when it holds.</summary>
    public abstract string? Contradiction(World world);

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
