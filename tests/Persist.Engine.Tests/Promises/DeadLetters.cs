using Persist.Engine.Errors;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Promises;

/// <summary>What the remote can never take leaves the queue, is kept with its reason, and holds nothing up.</summary>
public abstract class DeadLetters : IDisposable
{
    private const decimal Most = long.MaxValue;

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [ContractFact]
    [Trait("Scenario", "22")]
    public async Task Additions_that_overflow_only_together_end_as_a_dead_letter_that_can_be_made_again()
    {
        var (one, two) = await OverflowAsync();
        await using var _ = one;
        await using var __ = two;
        var letter = Assert.Single(two.GetDeadLetters());
        Assert.Equal(("c", "Add", "+10", QueuedOperationState.Refused), (letter.Key, letter.Operation, letter.Detail, letter.State));
        Assert.Contains("overflow", letter.Reason, StringComparison.Ordinal);

        one.AddToCounter("c", -20);
        await one.SyncAsync();
        await two.SyncAsync();
        Assert.Equal(1, two.GetStatus().DeadLetters);
        Assert.True(two.RetryDeadLetter(letter.Id));
        Assert.Empty(two.GetDeadLetters());
        Assert.Equal(0, two.GetStatus().DeadLetters);
        await two.SyncAsync();
        await one.SyncAsync();
        Assert.Equal(($"{Most - 15}", $"{Most - 15}"), (one.Get("c")!.Json, two.Get("c")!.Json));
        Assert.False(two.RetryDeadLetter(letter.Id));
    }

    [ContractFact]
    public async Task A_dead_letter_that_is_made_again_too_early_is_refused_here_and_stays()
    {
        var (one, two) = await OverflowAsync();
        await using var _ = one;
        await using var __ = two;
        var letter = Assert.Single(two.GetDeadLetters());
        Assert.Equal("CounterOverflow", Assert.Throws<PersistException>(() => two.RetryDeadLetter(letter.Id)).Error.Id);
        Assert.Equal("+10", Assert.Single(two.GetDeadLetters()).Detail);
        Assert.Equal(($"{Most - 5}", 0), (two.Get("c")!.Json, two.GetStatus().Pending));
    }

    [ContractFact]
    public async Task A_dead_letter_that_is_removed_is_gone_and_changes_nothing()
    {
        var (one, two) = await OverflowAsync();
        await using var _ = one;
        await using var __ = two;
        var letter = Assert.Single(two.GetDeadLetters());
        Assert.True(two.RemoveDeadLetter(letter.Id));
        Assert.False(two.RemoveDeadLetter(letter.Id));
        Assert.Empty(two.GetDeadLetters());
        await two.SyncAsync();
        Assert.Equal($"{Most - 5}", two.Get("c")!.Json);
    }

    /// <summary>The remote to sync through.</summary>
    protected abstract Task<string> RemoteAsync(TemporaryFolder folder);

    /// <summary>A store over a remote, in a file of its own.</summary>
    protected Task<PersistStore> OpenAsync(string name, string remote) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = name,
        Path = _folder.File(Guid.NewGuid().ToString("N") + ".db"),
        Remote = remote,
        Suspended = true,
    });

    // Each of two additions fits, both do not; the second one's other work goes through.
    private async Task<(PersistStore One, PersistStore Two)> OverflowAsync()
    {
        var (remote, name) = (await RemoteAsync(_folder), "l" + Guid.NewGuid().ToString("N"));
        var (one, two) = (await OpenAsync(name, remote), await OpenAsync(name, remote));
        one.AddToCounter("c", Most - 10);
        await one.SyncAsync();
        await two.SyncAsync();
        one.AddToCounter("c", 5);
        two.AddToCounter("c", 10);
        two.Set("other", "1");
        await one.SyncAsync();
        await two.SyncAsync();
        await one.SyncAsync();
        Assert.Equal(($"{Most - 5}", $"{Most - 5}"), (one.Get("c")!.Json, two.Get("c")!.Json));
        Assert.Equal(("1", 0), (one.Get("other")!.Json, two.GetStatus().Pending));
        return (one, two);
    }
}
