using Persist.Simulation.Machines;
using Persist.Simulation.Network;
using Persist.Simulation.Runs;

namespace Persist.Simulation.Users;

/// <summary>What goes wrong with the users' merges.</summary>
internal sealed class Merges(FaultCount faults)
{
    /// <summary>How many of 100 fail.</summary>
    public int Failures { get; set; }

    /// <summary>Takes its time; throws, or never returns, as often as it is set.</summary>
    public async Task MayFailAsync(Process process, Random random)
    {
        if (random.Next(2) == 0)
        {
            await process.Cycle!.StopAsync(Boundary.Merge);
            process.MustLive();
        }

        if (random.Next(100) >= Failures)
        {
            return;
        }

        if (random.Next(3) == 0)
        {
            faults.Add(FaultKind.MergeHung);
            await process.Cycle!.HangAsync();
        }

        faults.Add(FaultKind.MergeThrew);
        throw new InvalidOperationException($"no {random.Next(3)}");
    }
}
