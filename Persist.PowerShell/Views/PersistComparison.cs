namespace Persist;

/// <summary>How what a replica has from its remote compares with what the remote has.</summary>
public enum PersistComparison
{
    /// <summary>Nobody asked the remote, or there is none.</summary>
    NotAsked,

    /// <summary>The same, at the same position.</summary>
    Equal,

    /// <summary>At the same position they differ, which must not be.</summary>
    Different,

    /// <summary>The remote has more, or was not reached.</summary>
    NotComparable,
}
