using System.Globalization;
using Persist.Engine.Tests.Postgres;
using Xunit.Abstractions;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>A process that is killed (kill -9) at any statement that SQLite runs in it, from the first opening to the closing.</summary>
[Collection(PostgresCollection.Name)]
public sealed class KillTests(PostgresServer server, ITestOutputHelper output) : IDisposable
{
    private const string Store = "life";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Scenario", "4")]
    public async Task A_process_that_is_killed_at_any_statement_leaves_a_sound_file_that_goes_on_where_it_stopped()
    {
        var resumed = await KillAtEachAsync(folder => Task.FromResult(Path.Combine(folder, "hub.db")), sample: 24);
        Assert.True(resumed > 0, "no kill fell into a push");
    }

    [PostgresFact]
    [Trait("Scenario", "4")]
    public async Task A_process_that_is_killed_at_any_statement_while_it_syncs_with_a_server_goes_on_where_it_stopped()
    {
        // A machine that is busy with other work may keep a connection waiting for longer than a user would.
        var resumed = await KillAtEachAsync(async _ => $"{await server.CreateDatabaseAsync()};Timeout=60", sample: 12);
        Assert.True(resumed > 0, "no kill fell into a push");
    }

    private async Task<int> KillAtEachAsync(Func<string, Task<string>> remoteAsync, int sample)
    {
        var (whole, _) = await LiveAsync(remoteAsync, dieAt: 0);
        var statements = Statements(whole);
        var (killed, resumed) = (0, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(Soak.Sample(statements, sample, from: 7), options, async (statement, _) =>
        {
            var (lines, batches) = await LiveAsync(remoteAsync, dieAt: statement + 1);
            // The number of statements differs between lives, by the readers that they happen to need: one that is to die late may come to its end.
            var lived = lines is [.., var last] && last.StartsWith("end", StringComparison.Ordinal) ? Statements(lines) : 0;
            Assert.True(lived <= statement, $"it was not killed at statement {statement + 1} of {lived}");
            Interlocked.Add(ref killed, lived > 0 ? 0 : 1);
            Interlocked.Add(ref resumed, batches);
        });
        output.WriteLine($"of a life of {statements} statements killed at {killed}; {resumed} of them resumed a batch");
        return resumed;
    }

    private static int Statements(IReadOnlyList<string> ended) => int.Parse(ended[^1].Split(' ')[1], CultureInfo.InvariantCulture);

    // A life up to its death, and what is there afterwards.
    private async Task<(IReadOnlyList<string> Lines, int Resumed)> LiveAsync(Func<string, Task<string>> remoteAsync, int dieAt)
    {
        var folder = Directory.CreateDirectory(_folder.File(Guid.NewGuid().ToString("N"))).FullName;
        var remote = await remoteAsync(folder);
        var settings = new Dictionary<string, string> { ["DIE_AT"] = $"{dieAt}" };
        using var worker = WorkerProcess.Start(remote, settings, "life", folder, Store);
        var (lines, cameToItsEnd) = await worker.EndAsync();
        Assert.True(dieAt > 0 || cameToItsEnd);
        try
        {
            return (lines, await new LivesAfterwards(folder, Store, remote, lines).AreWholeAsync(batch => HasBatchAsync(remote, batch)));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"killed at statement {dieAt}, after '{lines.LastOrDefault()}'", failure);
        }
    }

    private static async Task<bool> HasBatchAsync(string remote, string batch) => Equals(1L, File.Exists(remote)
        ? LivesAfterwards.Ask(remote, $"SELECT count(*) FROM batch WHERE batch_id = '{batch}'")
        : await PostgresServer.ExecuteAsync(remote, $"SELECT count(*) FROM persist.batch WHERE batch_id = '{batch}'"));
}
