using System.Globalization;
using System.Text.Json;
using Persist.Engine.Merge;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <summary>
/// Random histories of counters, sets and maps over a remote, against oracles that know nothing of the engine: three
/// replicas that edit, sync, lose requests and answers, and start anew.
/// </summary>
public abstract class CrdtConvergence : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>How many histories of each sort there are.</summary>
    protected abstract int Histories { get; }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The PostgreSQL database to sync through; null for a hub.</summary>
    protected abstract Task<string?> DatabaseAsync();

    [ContractFact]
    public async Task A_counter_is_the_sum_of_what_was_added_less_what_resets_had_observed()
    {
        for (var seed = 1; seed <= Histories; seed++)
        {
            using var run = await RunAsync(seed);
            var added = new Dictionary<string, decimal>();
            var resets = false;
            var items = await run.PlayAsync((replica, random, _) =>
            {
                var key = $"c{random.Next(3)}";
                if (seed % 2 == 0 && random.Next(6) == 0)
                {
                    resets = true;
                    replica.Local.Write(writer => random.Next(2) == 0 ? writer.Reset(key) is not null : writer.Remove(key));
                }
                else
                {
                    var amount = random.Next(-5, 20) / (seed % 3 == 0 ? 4m : 1m);
                    added[key] = added.GetValueOrDefault(key) + amount;
                    replica.Local.Write(writer => writer.Add(key, amount));
                }
            });
            foreach (var (key, sum) in added)
            {
                var number = items.TryGetValue(key, out var json) ? decimal.Parse(json, CultureInfo.InvariantCulture) : 0m;
                Assert.True(resets || number == sum, $"seed {seed}: {key} is {number}, and {sum} was added");
            }
        }
    }

    [ContractFact]
    [Trait("Scenario", "14")]
    public async Task Resets_of_a_counter_that_only_grows_never_make_it_negative_nor_lose_what_they_had_not_seen()
    {
        for (var seed = 1; seed <= Histories; seed++)
        {
            using var run = await RunAsync(seed);
            var unobserved = 0m;
            var items = await run.PlayAsync((replica, random, step) =>
            {
                // Nobody resets in the last quarter, so what is added there must be there.
                if (step < 60 && random.Next(4) == 0)
                {
                    replica.Local.Write(writer => writer.Reset("c"));
                }
                else
                {
                    unobserved += step < 60 ? 0 : 1;
                    replica.Local.Write(writer => writer.Add("c", 1));
                }

                Assert.True(Number(replica) >= 0, $"seed {seed}, step {step}: negative");
            });
            Assert.True(decimal.Parse(items["c"], CultureInfo.InvariantCulture) >= unobserved, $"seed {seed}: increments are lost");
        }
    }

    [ContractFact]
    public Task A_member_is_there_while_it_has_an_addition_that_no_removal_had_observed() => EqualsTheOracleAsync(ItemKind.Set);

    [ContractFact]
    [Trait("Scenario", "13")]
    public Task A_field_is_there_while_it_has_a_write_that_no_removal_had_observed() => EqualsTheOracleAsync(ItemKind.Map);

    [ContractFact]
    public Task Sets_end_equal_over_a_lossy_network() => EndEqualAsync(ItemKind.Set);

    [ContractFact]
    public Task Maps_end_equal_over_a_lossy_network() => EndEqualAsync(ItemKind.Map);

    private async Task EqualsTheOracleAsync(string kind)
    {
        for (var seed = 1; seed <= Histories; seed++)
        {
            using var run = await RunAsync(seed, faults: 0);
            var oracle = new ObservedRemoveOracle();
            var items = await run.PlayAsync((replica, random, step) => Edit(replica, random, step, kind, oracle), oracle.Synced);
            var parts = items.TryGetValue("k", out var json) ? Parts(kind, json) : [];
            Assert.True(
                parts.SetEquals(oracle.Alive()),
                $"seed {seed}: [{string.Join(' ', parts.Order())}], not [{string.Join(' ', oracle.Alive().Order())}]");
        }
    }

    private async Task EndEqualAsync(string kind)
    {
        for (var seed = 1; seed <= Histories; seed++)
        {
            using var run = await RunAsync(seed);
            await run.PlayAsync((replica, random, step) => Edit(replica, random, step, kind, new ObservedRemoveOracle()));
        }
    }

    private static void Edit(SimulatedReplica replica, Random random, int step, string kind, ObservedRemoveOracle oracle)
    {
        // A field has one writer: of two concurrent ones the later stands, and the other is no addition any more.
        var (choice, part) = (random.Next(10), random.Next(4));
        var own = kind == ItemKind.Map ? $"{replica.Name}{part}" : $"\"m{part}\"";
        var any = kind == ItemKind.Map ? $"r{random.Next(3)}{part}" : own;
        if (choice == 0)
        {
            foreach (var there in replica.Items().TryGetValue("k", out var json) ? Parts(kind, json) : [])
            {
                oracle.Remove(replica, there);
            }

            replica.Remove("k");
        }
        else if (choice < 4)
        {
            oracle.Remove(replica, any);
            replica.Local.Write(writer => writer.RemoveParts("k", kind, [any]));
        }
        else
        {
            oracle.Add(replica, own, step);
            replica.Local.Write(writer => kind == ItemKind.Map
                ? writer.SetFields("k", [KeyValuePair.Create(own, $"{step}")])
                : writer.Include("k", [own]));
        }
    }

    private static HashSet<string> Parts(string kind, string json) => kind == ItemKind.Map
        ? [.. JsonSerializer.Deserialize<Dictionary<string, int>>(json)!.Keys]
        : [.. JsonSerializer.Deserialize<List<string>>(json)!.Select(member => $"\"{member}\"")];

    private static decimal Number(SimulatedReplica replica) =>
        replica.Items().TryGetValue("c", out var json) ? decimal.Parse(json, CultureInfo.InvariantCulture) : 0m;

    private async Task<SimulatedRun> RunAsync(int seed, int faults = 15) =>
        new(_folder, seed, faults, database: await DatabaseAsync());
}
