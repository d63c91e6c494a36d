using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Sync;

/// <summary>Operations as a person thinks of them.</summary>
internal static class QueueView
{
    public static QueuedOperation Describe((StoredOp Stored, long Attempts) queued)
    {
        var state = queued.Stored.State switch
        {
            OpState.Acknowledged => QueuedOperationState.Sent,
            OpState.Parked or OpState.Open => QueuedOperationState.Parked,
            _ => queued.Attempts > 0 ? QueuedOperationState.Sending : QueuedOperationState.Pending,
        };
        return Describe(queued.Stored.Op, queued.Stored.Op.Id, state, queued.Attempts, null);
    }

    public static QueuedOperation Describe(BuriedOp buried) => Describe(buried.Op, buried.Id, QueuedOperationState.Refused, 0, buried.Reason);

    private static QueuedOperation Describe(Op op, string id, QueuedOperationState state, long attempts, string? reason)
    {
        var (operation, detail) = Words(op);
        return new QueuedOperation(id, op.Cell.Key, operation, detail, op.Value, Stamp.ToTime(op.Stamp), state, attempts, reason);
    }

    private static (string Operation, string? Detail) Words(Op op) => (op.Kind, op.Cell.Kind) switch
    {
        (OpKind.Add, _) => ("Add", op.Value!.StartsWith('-') ? op.Value : "+" + op.Value),
        (OpKind.Reset, _) => ("Reset", "-" + op.Value),
        (OpKind.Include, _) => ("AddMember", op.Cell.Path),
        (OpKind.Remove, ItemKind.Set) => ("RemoveMember", op.Cell.Path),
        (OpKind.Remove, ItemKind.Map) => ("RemoveField", op.Cell.Path),
        (OpKind.Put, ItemKind.Map) => ("SetField", $"{op.Cell.Path} = {op.Value}"),
        _ => op.Dead || op.Kind == OpKind.Remove ? ("Remove", null) : ("Set", op.Value),
    };
}
