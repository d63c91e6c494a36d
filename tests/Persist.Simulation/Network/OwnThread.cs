using Persist.Engine.Sync;

namespace Persist.Simulation.Network;

/// <summary>
/// Does at once, on the thread that asks, what the engine has threads of the pool do: a run has one thread, so that nothing in it
/// can come in another order the next time.
/// </summary>
internal sealed class OwnThread : Workers
{
    public static OwnThread Instance { get; } = new();

    public override async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => await work();
}
