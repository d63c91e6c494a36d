using Persist.Engine.Conflicts;
using Persist.Simulation.Machines;
using Persist.Simulation.Network;
using Persist.Simulation.Runs;

namespace Persist.Simulation.Users;

/// <summary>Runs the users' merges, and what goes wrong with them.</summary>
internal sealed class Merges(FaultCount faults, Trace trace)
{
    /// <summary>How many of 100 fail.</summary>
    public int Failures { get; set; }

    /// <summary>Takes its time; throws, or never returns, as often as it is set.</summary>
    public async Task<MergeResult> RunAsync(Process process, Random random, MergeRequest request, Func<MergeResult> decide)
    {
        var what = $"{process.Name} merges {request.Key}: {Told.Value(request.Local.Json)} and {Told.Value(request.Remote.Json)}, both from {Told.Value(request.Ancestor?.Json)}";
        if (random.Next(2) == 0)
        {
            await process.Cycle!.StopAsync(Boundary.Merge);
            process.MustLive();
        }

        if (random.Next(100) >= Failures)
        {
            var decision = decide();
            trace.Add($"{what} -> {Told.Decision(decision)}");
            return decision;
        }

        if (random.Next(3) == 0)
        {
            faults.Add(FaultKind.MergeHung);
            trace.Add($"{what}, and hangs");
            await process.Cycle!.HangAsync();
        }

        faults.Add(FaultKind.MergeThrew);
        trace.Add($"{what}, and fails");
        throw new InvalidOperationException($"no {random.Next(3)}");
    }
}
