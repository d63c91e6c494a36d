using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local;
using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;
using Persist.Simulation.Invariants;
using Persist.Simulation.Machines;
using Persist.Simulation.Runs;

namespace Persist.Simulation.Users;

/// <summary>Somebody at a process, who does one thing after the other; what was confirmed is written down for the oracles.</summary>
internal sealed class User(World world, Process process, Random random)
{
    public Random Random => random;

    public Process Process => process;

    public LocalStore Store => process.Local;

    /// <summary>The conflicts that wait for a decision.</summary>
    public List<ConflictRecord> Open(string? key) =>
        process.Ask(store => store.Conflicts.Of(key).Where(conflict => conflict.State == ConflictState.Open).ToList());

    public StoredItem? Read(string key) => process.Ask(store => store.Get(key));

    /// <summary>The number that the next thing done will have: makes values unique.</summary>
    public int Next => world.Intents.Count;

    /// <summary>One write. It counts when its transaction was committed, also when the process died right after.</summary>
    /// <param name="act">What it is.</param>
    /// <param name="cell">The cell whose operation carries it.</param>
    /// <param name="body">The write; false when there was nothing to do.</param>
    /// <param name="amount">What is added to a counter.</param>
    public void Write(Act act, CellKey cell, Func<ItemWriter, bool> body, decimal amount = 0)
    {
        var commits = process.Life.Commits;
        var did = false;
        var position = process.Ask(store => store.Position());
        var (before, shown) = (default(string), default(string));
        process.Guard(() => process.Local.Write(writer =>
        {
            before = process.Life.Observe(() => writer.Read(cell.Key)?.Json);
            did = body(writer);
            shown = writer.Read(cell.Key)?.Json;
            return did;
        }));
        var isWritten = did && process.Life.Commits > commits;
        world.Trace.Add($"{process.Name}: {act} {cell.Key}{(cell.Path.Length == 0 ? "" : $" {cell.Path}")}{(amount == 0 ? "" : $" {amount}")}: "
            + (isWritten ? $"{Told.Value(before)} -> {Told.Value(shown)} (intent {Next})" : did ? "not committed" : "nothing to do"));
        if (isWritten)
        {
            var intent = new Intent(Next, act, cell.Key, cell.Path, amount, position.NextOp, position.Cursor, process.File.Intents.ToHashSet());
            world.Intents.Add(intent);
            process.File.Intents.Add(intent);
            if (!process.Life.IsOver)
            {
                world.Name(intent, process);
                MustShow(cell.Key, shown);
            }
        }
    }

    /// <summary>Decides about an open conflict.</summary>
    public void Decide(ConflictRecord open, MergeResult decision)
    {
        world.Trace.Add($"{process.Name} decides about {open.Key}: {Told.Value(open.Local.Json)} against {Told.Value(open.Remote.Json)} -> {Told.Decision(decision)}");
        process.Guard(() => Store.Conflicts.Resolve(open, decision));
        world.NoteDecisions(process);
    }

    // Also the other processes that have the file open.
    private void MustShow(string key, string? written)
    {
        foreach (var reader in process.File.Processes)
        {
            if (reader.Ask(store => store.Get(key))?.Json is var read && read != written)
            {
                throw new InvariantException("I8", $"{process.Name} wrote {written} to {key}, and {reader.Name} reads {read}");
            }
        }
    }
}
