using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local;
using Persist.Engine.Merge;
using Persist.Simulation.Invariants;
using Persist.Simulation.Machines;

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
    public int Next => world.Intents;

    /// <summary>One write. It counts when its transaction was committed, also when the process died right after.</summary>
    /// <param name="act">What it is.</param>
    /// <param name="cell">The cell whose operation carries it.</param>
    /// <param name="body">The write; false when there was nothing to do.</param>
    /// <param name="amount">What is added to a counter.</param>
    public void Write(Act act, CellKey cell, Func<ItemWriter, bool> body, decimal amount = 0)
    {
        var known = act is Act.Include or Act.Exclude
            ? process.File.Intents.Where(done => done.Key == cell.Key && done.Path == cell.Path && done.Act == Act.Include).ToList()
            : [];
        var commits = process.Life.Commits;
        var did = false;
        var cursor = process.Ask(store => store.Position().Cursor);
        var shown = "";
        process.Guard(() => process.Local.Write(writer =>
        {
            did = body(writer);
            shown = writer.Read(cell.Key)?.Json;
            return did;
        }));
        if (did && process.Life.Commits > commits)
        {
            var intent = new Intent(world.NextIntent(), act, cell.Key, cell.Path, amount, cursor, known);
            process.File.Intents.Add(intent);
            if (!process.Life.IsOver)
            {
                Name(intent, process);
                MustShow(cell.Key, shown);
            }
        }
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

    /// <summary>Finds the operation of what was done last to a cell.</summary>
    public static void Name(Intent intent, Process process) => intent.Op = process.Ask(store => store.Queue().ToList())
        .Select(queued => queued.Stored.Op)
        .LastOrDefault(op => op.Cell.Key == intent.Key && op.Cell.Path == intent.Path)?.Id;
}
