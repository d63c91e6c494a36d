using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>A replica whose clock is years wrong, and jumps.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ClockTests(PostgresServer server) : PostgresScenario(server)
{
    private const int Year = 365;

    [PostgresFact]
    [Trait("Scenario", "10")]
    public async Task However_a_clock_jumps_no_stamp_is_ahead_of_the_servers_and_who_saw_a_write_comes_after_it()
    {
        var database = await DatabaseAsync();
        var clock = new JumpingClock();
        await using var wrong = await OpenAsync(database, clock: clock);
        await using var right = await OpenAsync(database, wrong.Name);
        var turn = 0;
        foreach (var days in new[] { 10 * Year, -10 * Year, 0, 10 * Year, 3, -10 * Year, -1 })
        {
            // Also between a write and its push.
            wrong.Set("k", $"{++turn}");
            clock.Ahead = TimeSpan.FromDays(days);
            await wrong.SyncAsync();
            Assert.Equal(false, await PostgresServer.ExecuteAsync(database, $"SELECT max(stamp) > extract(epoch FROM clock_timestamp()) * 1000000 FROM persist.cell WHERE store = '{wrong.Name}'"));
            await right.SyncAsync();
            Assert.Equal(turn, Number(right, "k"));

            right.Set("k", $"{++turn}");
            await right.SyncAsync();
            await wrong.SyncAsync();
            Assert.Equal((turn, turn), (Number(wrong, "k"), Number(right, "k")));
            Assert.Empty(wrong.GetConflicts());
            Assert.InRange((wrong.GetStatus().ClockOffset!.Value + clock.Ahead).TotalSeconds, -60, 60);
        }
    }

    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
