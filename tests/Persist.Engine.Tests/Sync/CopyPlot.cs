using System.Text.Json;

namespace Persist.Engine.Tests.Sync;

/// <summary>A random history in which files are copied, copies of copies too, while batches are in flight and answers are lost.</summary>
internal sealed class CopyPlot(LineageScene scene, int seed)
{
    private const int Steps = 60;
    private const int Files = 6;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, decimal> _sums = [];
    private readonly Dictionary<string, bool> _members = [];
    private readonly Dictionary<SimulatedReplica, List<string>> _own = [];

    /// <summary>Plays it, heals the network, and compares with what was meant.</summary>
    public async Task PlayAsync()
    {
        scene.Open("a");
        scene.Open("b");
        for (var step = 0; step < Steps; step++)
        {
            scene.Clock.Advance(TimeSpan.FromMilliseconds(_random.Next(1000)));
            scene.Faults = 25;
            var replica = scene.Replicas[_random.Next(scene.Replicas.Count)];
            switch (_random.Next(12))
            {
                case < 6:
                    Edit(replica, step);
                    break;
                case < 10:
                    await replica.SyncAsync();
                    break;
                case 10:
                    replica.Restart();
                    break;
                case 11 when scene.Replicas.Count < Files:
                    scene.Copy(replica, $"copy{step}");
                    break;
            }
        }

        var items = await scene.HealAsync();
        foreach (var (key, sum) in _sums)
        {
            Assert.True(items[key] == $"{sum}", $"seed {seed}: {key} is {items[key]}, not {sum}");
        }

        var members = items.TryGetValue("s", out var json) ? JsonSerializer.Deserialize<List<string>>(json)! : [];
        var expected = _members.Where(member => member.Value).Select(member => member.Key).Order().ToList();
        Assert.True(expected.SequenceEqual(members.Order()), $"seed {seed}: {string.Join(' ', members.Order())}, not {string.Join(' ', expected)}");
        Assert.All(scene.Replicas, replica => Assert.Empty(replica.Local.DeadLetters()));
    }

    private void Edit(SimulatedReplica replica, int step)
    {
        var own = _own.TryGetValue(replica, out var known) ? known : _own[replica] = [];
        switch (_random.Next(4))
        {
            case 0:
                replica.Set($"v{_random.Next(3)}", $"{step}");
                break;
            case 1:
                var (key, amount) = ($"c{_random.Next(3)}", _random.Next(1, 20));
                replica.Local.Write(writer => writer.Add(key, amount));
                _sums[key] = _sums.GetValueOrDefault(key) + amount;
                break;
            case 2 when own.Count > 0:
                // Who added it removes it, while copies of the file may hold, and send, the addition.
                replica.Local.Write(writer => writer.RemoveParts("s", "set", [$"\"{own[^1]}\""]));
                _members[own[^1]] = false;
                own.RemoveAt(own.Count - 1);
                break;
            default:
                var member = $"m{step}";
                replica.Local.Write(writer => writer.Include("s", [$"\"{member}\""]));
                _members[member] = true;
                own.Add(member);
                break;
        }
    }
}
