namespace Persist.Simulation.Users;

/// <summary>What a user can do to an item, as far as oracles count it.</summary>
internal enum Act
{
    /// <summary>Writes or deletes a value, or a field: the later one stands.</summary>
    Write,

    /// <summary>Appends to a list, or unites two versions of one.</summary>
    Append,

    /// <summary>Adds to a counter.</summary>
    Add,

    /// <summary>Resets or removes a counter.</summary>
    Reset,

    /// <summary>Adds a member to a set.</summary>
    Include,

    /// <summary>Removes a member of a set.</summary>
    Exclude,

    /// <summary>Decides between two versions: a person, or a merge.</summary>
    Decide,
}
