using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Sync;

/// <summary>How a user's merge is asked.</summary>
public sealed class MergeCallTests
{
    [Fact]
    public async Task What_a_merge_throws_when_it_is_told_to_stop_is_a_cancellation()
    {
        using var stopping = new CancellationTokenSource();
        using var turn = new SemaphoreSlim(1);
        var call = new MergeCall(TimeSpan.FromMinutes(1), TimeProvider.System, turn, new AtOnce());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.DecideAsync(Stopped, Request(), stopping.Token));
        Assert.Equal(1, turn.CurrentCount);

        ValueTask<MergeResult> Stopped(MergeRequest request, CancellationToken cancellationToken)
        {
            stopping.Cancel();
            throw new InvalidOperationException("no");
        }
    }

    private static MergeRequest Request()
    {
        var version = new ItemVersion("k", "1", DateTimeOffset.UnixEpoch, "r", IsDeleted: false);
        return new MergeRequest("k", version, version, null);
    }

    private sealed class AtOnce : Workers
    {
        public override Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
        {
            try
            {
                return work();
            }
            catch (Exception failure)
            {
                return Task.FromException<T>(failure);
            }
        }
    }
}
