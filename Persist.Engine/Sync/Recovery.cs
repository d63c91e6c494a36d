using Persist.Engine.Items;
using Persist.Engine.Local.Tables;

namespace Persist.Engine.Sync;

/// <summary>A recovery: what happened, and what became of the changes that waited.</summary>
/// <param name="Kind">What the replica recovered from.</param>
/// <param name="At">When.</param>
/// <param name="Kept">Changes that still wait, and will be sent.</param>
/// <param name="Sent">Changes that another copy of the file had sent, so that they are not sent again.</param>
/// <param name="Buried">Changes of which nobody can tell whether they were sent: they are dead letters, for a person to look at.</param>
/// <param name="Changed">How many parts of items (values, counters, members, fields) differ here from before; after a repair, how many the remote had lost.</param>
public sealed record Recovery(RecoveryKind Kind, DateTimeOffset At, long Kept, long Sent, long Buried, long Changed)
{
    /// <summary>What the local file has noted; null from null.</summary>
    internal static Recovery? Of(RecoveryNote? note) => note is null ? null : new Recovery(
        Enum.Parse<RecoveryKind>(note.Kind), Stamp.ToTime(note.At), note.Kept, note.Sent, note.Buried, note.Changed);
}
