namespace Persist.Engine.Sync;

/// <summary>Who does what a sync wants done beside its own work: threads of the pool. A simulation has it done at once.</summary>
internal class Workers
{
    /// <summary>The thread pool.</summary>
    public static Workers Pool { get; } = new();

    /// <summary>Begins some work; what it throws is the task's.</summary>
    public virtual Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Task.Run(work, cancellationToken);
}
