namespace Persist.Engine.Errors;

/// <summary>The one exception type that Persist throws on purpose; <see cref="Error"/> says which case it is.</summary>
public sealed class PersistException : Exception
{
    internal PersistException(PersistError error, string message, Exception? cause)
        : base(message, cause) => Error = error;

    /// <summary>The registry entry: stable id and category.</summary>
    public PersistError Error { get; }

    /// <summary>True for this registry entry.</summary>
    /// <param name="error">The entry to compare with.</param>
    public bool Is(PersistError error) => Error.Id == error.Id;
}
