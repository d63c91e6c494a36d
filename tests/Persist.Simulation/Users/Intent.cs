namespace Persist.Simulation.Users;

/// <summary>One thing that a user did, and that the store confirmed.</summary>
/// <param name="Id">Its number in the run.</param>
/// <param name="Act">What it was.</param>
/// <param name="Key">The item.</param>
/// <param name="Path">The member or field.</param>
/// <param name="Amount">What was added to a counter.</param>
/// <param name="Cursor">How much of the remote its file had seen.</param>
/// <param name="Known">What its file held before it, of the same member: for observed-remove sets.</param>
internal sealed record Intent(int Id, Act Act, string Key, string Path, decimal Amount, long Cursor, IReadOnlyList<Intent> Known)
{
    /// <summary>The operation that carries it; null until it is known, and where none does.</summary>
    public string? Op { get; set; }
}
