namespace Persist.Engine.Tests.Sync;

/// <summary>Resets of which several wait, while others come first.</summary>
public sealed class CounterResetTests : IDisposable
{
    private readonly SimulatedHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public async Task What_another_reset_has_taken_is_not_taken_again_by_the_second_of_two()
    {
        var one = _hub.Join("one", merge: null);
        var two = _hub.Join("two", null, null, default, out var remote);
        one.Local.Write(writer => writer.Add("c", 8));
        await one.SyncAsync();
        two.Local.Write(writer => writer.Add("c", 4));
        two.Local.Write(writer => writer.Reset("c")); // has seen 4
        remote.BeforeNextPush(async () =>
        {
            two.Local.Write(writer => writer.Reset("c")); // has seen 8, which was pulled meanwhile
            one.Local.Write(writer => writer.Reset("c"));
            await one.SyncAsync();
        });
        await _hub.CalmAsync();
        Assert.Equal(("4", "4"), (one.Items()["c"], two.Items()["c"]));
    }
}
