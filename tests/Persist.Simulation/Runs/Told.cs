using System.Globalization;
using Persist.Engine.Conflicts;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Simulation.Runs;

/// <summary>How a trace tells what travels between replicas and the remote. <c>@n</c> is a position of the remote.</summary>
internal static class Told
{
    public static string Value(string? json) => json ?? "nothing";

    public static string Decision(MergeResult result) => result.Json ?? result.Choice.ToString();

    public static string Span(TimeSpan span) => span < TimeSpan.FromDays(1) ? $"{span.TotalMinutes:0} minutes" : $"{span.TotalDays:0} days";

    public static string Push(PushRequest request) =>
        $"push {request.No} as {request.Replica.Replica}: {string.Join(", ", request.Ops.Select(op => $"{op.Kind} {Name(op.Cell)} = {Value(op.Value)} ({op.Id}, had seen @{op.Base})"))}";

    public static string Answer(PushResult result, bool isNew) =>
        $"@{result.Seq}{Numbers("refused", result.Rejected)}{Numbers("failed", result.Failed)}{Numbers("skipped", result.Skipped)}{(isNew ? "" : ", as before")}";

    public static string Answer(PullHeader header, long cursor, IReadOnlyList<PullPage> pages)
    {
        var news = string.Join(" / ", pages.Where(page => page.Cells.Count + page.Conflicts.Count > 0).Select(Page)); // a stroke is the end of a page
        return $"{(header.Head == cursor ? "" : $"up to @{header.Head}, ")}{(header.Floor > 0 ? $"purged up to @{header.Floor}, " : "")}"
            + $"{(header.Last is { } last ? $"last of yours is push {last.No}" : "nothing of yours")}{(news.Length > 0 ? $": {news}" : ", nothing new")}";
    }

    public static string Answer(ForkAnswer answer) => string.Create(CultureInfo.InvariantCulture,
        $"sent by a copy: {(answer.Sent.Count == 0 ? "nothing" : string.Join(", ", answer.Sent.Select(sent => $"{sent.Ops} @{sent.Seq}")))}{(answer.IsComplete ? "" : ", perhaps more")}; up to @{answer.Head}");

    private static string Page(PullPage page) => string.Join(", ", page.Cells.Select(cell => $"{Name(cell.Id)} = {Value(cell.Value)} @{cell.Seq}")
        .Concat(page.Conflicts.Select(conflict => $"{Name(conflict.Cell)}: {Value(conflict.Winner.Value)} won over {Value(conflict.Loser.Value)}")));

    private static string Name(CellKey cell) => cell.Path.Length == 0 ? cell.Key : $"{cell.Key} {cell.Path}";

    private static string Numbers(string what, IReadOnlyList<long> numbers) => numbers.Count == 0 ? "" : $", {what}: {string.Join(' ', numbers)}";
}
