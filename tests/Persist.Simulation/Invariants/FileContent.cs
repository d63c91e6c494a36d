using System.Globalization;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>What a replica's file holds at a moment: see <see cref="I13RepairsKeepTheirPromise"/>.</summary>
/// <param name="Replica">Its id.</param>
/// <param name="Cursor">How far it knows the remote.</param>
/// <param name="NextOp">The number that its next operation would have.</param>
/// <param name="Cells">What it shows, and of each cell the position below and the last operation that waits on it (0: none).</param>
/// <param name="Base">The remote's versions that it has.</param>
/// <param name="Queue">What is in its queue.</param>
/// <param name="Common">How much of the remote's past its last repair took for its own, too.</param>
/// <param name="Log">Of its conflict log: key, field, this side's value and the other's.</param>
internal sealed record FileContent(
    string Replica, long Cursor, long NextOp, IReadOnlyDictionary<CellKey, FileContent.Shown> Cells, IReadOnlySet<(CellKey Id, long Seq, string Op, long Stamp, string Value)> Base,
    IReadOnlyList<FileContent.Waiting> Queue, long Common, IReadOnlySet<string> Log)
{
    private const char Tab = '\t'; // as JSON, nothing in the file has one

    public static FileContent Of(ReplicaFile file)
    {
        using var rows = new Rows();
        var position = Read("SELECT replica || $ || cursor || $ || max(next_op, coalesce((SELECT max(n) + 1 FROM op), 0)) FROM position")[0];
        return new FileContent(
            position[0],
            Number(position[1]),
            Number(position[2]),
            Read("SELECT key || $ || kind || $ || path || $ || coalesce(value, '') || $ || seq || $ || pending FROM cell")
                .ToDictionary(Id, row => new Shown(row[3].Length == 0 ? null : row[3], Number(row[4]), Number(row[5]))),
            Read("""
                SELECT key || $ || kind || $ || path || $ || seq || $ || op || $ || stamp || $ || coalesce(value, '') FROM cell WHERE pending = 0
                UNION ALL SELECT key || $ || kind || $ || path || $ || seq || $ || op || $ || stamp || $ || coalesce(value, '') FROM shadow
                """).Select(row => (Id(row), Number(row[3]), row[4], Number(row[5]), row[6])).ToHashSet(),
            [.. Read("SELECT key || $ || kind || $ || path || $ || n || $ || salt || $ || type || $ || state FROM op")
                .Select(row => new Waiting(Id(row), Number(row[3]), Number(row[4]), (OpKind)Number(row[5]), (OpState)Number(row[6])))],
            rows.Read(file.Path, $"SELECT value FROM meta WHERE name = '{MetaName.Recovery}'").Select(RecoveryNote.FromJson).FirstOrDefault()?.Common ?? 0,
            Read("SELECT key || $ || path || $ || coalesce(local_value, '') || $ || coalesce(remote_value, '') FROM conflict")
                .Select(row => Entry(row[0], row[1], row[2], row[3])).ToHashSet());

        List<string[]> Read(string query) => rows.Read(file.Path, query.Replace("$", "char(9)")).ConvertAll(row => row.Split(Tab));
    }

    /// <summary>What <see cref="Log"/> has of a conflict; a version is empty when it is deleted.</summary>
    public static string Entry(string key, string field, string? mine, string? theirs) => $"{key} {field}: {mine} against {theirs}";

    private static CellKey Id(string[] row) => new(row[0], row[1], row[2]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A cell as it is shown.</summary>
    internal sealed record Shown(string? Value, long Seq, long Pending);

    /// <summary>An operation of the queue.</summary>
    internal sealed record Waiting(CellKey Id, long N, long Salt, OpKind Kind, OpState State);
}
